import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { formatCount, formatUnits } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import { ArmMark } from './arm-mark.tsx';
import { VerdictMark } from './verdict-mark.tsx';

const columns: readonly Column<ExperimentSummary>[] = [
  { title: 'Experiment', cell: (experiment) => <Title experiment={experiment} /> },
  { title: 'Path', cell: ({ path }) => <span className="nowrap">{path}</span> },
  { title: 'Verdict', cell: ({ verdict, state }) => <VerdictMark verdict={verdict} state={state} /> },
  { title: 'Share now', cell: (experiment) => <Share experiment={experiment} />, right: true },
  {
    title: 'Users in treatment',
    cell: ({ exposedUnits, sampledOneIn }) => formatUnits(exposedUnits.treatment, sampledOneIn),
    right: true,
  },
  { title: 'Injections', cell: ({ injections }) => formatCount(injections), right: true },
  { title: 'Started by', cell: ({ startedBy }) => startedBy },
  { title: 'Started', cell: ({ startedAt, createdAt }) => <Moment at={startedAt ?? createdAt} /> },
];

export function ExperimentsTable({ experiments }: { experiments: readonly ExperimentSummary[] }) {
  return <DataTable label="Experiments" columns={columns} rows={experiments} rowKey={({ id }) => id} />;
}

function Title({ experiment }: { experiment: ExperimentSummary }) {
  return (
    <>
      <Link to={`/experiments/${experiment.id}`} className="link strong">
        {experiment.title}
      </Link>
      <div className="small muted">{experiment.reason || `${experiment.scenario} v${experiment.scenarioVersion}`}</div>
    </>
  );
}

function Share({ experiment }: { experiment: ExperimentSummary }) {
  if (experiment.population === 'tester') return <ArmMark arm="tester" />;
  if (experiment.endedAt) return <span className="muted">–</span>;
  return <>{formatShare(experiment.trafficPpm)}</>;
}
