import type { Identity } from '@hormesis/contract/access.ts';
import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Moment } from '../../components/moment.tsx';
import { upperFirst } from '../../lib/sentence.ts';
import { PlannedActions } from './planned-actions.tsx';
import { repeatWords } from './planned-words.ts';
import { usePlannedActions } from './use-planned-actions.ts';
import { StateMark } from './verdict-mark.tsx';

type PlannedTableProps = { experiments: readonly ExperimentSummary[]; identity: Identity; mayOperate: boolean };

/** Drafts and scheduled experiments, with the buttons for whoever may decide about them. */
export function PlannedTable({ experiments, identity, mayOperate }: PlannedTableProps) {
  const columns: readonly Column<ExperimentSummary>[] = [
    { title: 'Experiment', cell: (experiment) => <Title experiment={experiment} /> },
    { title: 'State', cell: ({ state }) => <StateMark state={state} /> },
    { title: 'Starts', cell: (experiment) => <Starts experiment={experiment} /> },
    { title: 'By', cell: ({ startedBy }) => startedBy },
    ...(mayOperate
      ? [{ title: 'Decide', cell: (experiment: ExperimentSummary) => <Decide {...{ experiment, identity }} /> }]
      : []),
  ];
  return <DataTable label="Planned experiments" columns={columns} rows={experiments} rowKey={({ id }) => id} />;
}

function Title({ experiment: { id, title, state, repeat } }: { experiment: ExperimentSummary }) {
  const why = state.name === 'draft' ? upperFirst(state.reason) : repeat ? `Comes ${repeatWords(repeat)}` : '';
  return (
    <>
      <Link to={`/experiments/${id}`} className="link strong">
        {title}
      </Link>
      {why && <div className="small muted">{why}</div>}
    </>
  );
}

function Starts({ experiment: { state } }: { experiment: ExperimentSummary }) {
  const startsAt = state.name === 'draft' || state.name === 'scheduled' ? state.startsAt : null;
  return startsAt ? <Moment at={startsAt} /> : <>when approved</>;
}

/** Each row has its own: what one refused is told beside it. */
function Decide({ experiment, identity }: { experiment: ExperimentSummary; identity: Identity }) {
  const actions = usePlannedActions();
  const error = actions.approve.error ?? actions.cancel.error;
  return (
    <>
      <div className="row">
        <PlannedActions small experiment={experiment} identity={identity} actions={actions} />
      </div>
      {error && <ErrorNotice error={error} title="It was not done." />}
    </>
  );
}
