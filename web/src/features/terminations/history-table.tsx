import type { TerminationTarget, TerminationView } from '@hormesis/contract/terminations.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { GroupCell } from './group-cell.tsx';
import { outcomeWords, recoveryWords } from './termination-words.ts';
import { WordsMark } from './words-mark.tsx';

const columns: readonly Column<TerminationView>[] = [
  { title: 'When', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Group', cell: ({ group }) => <GroupCell group={group} /> },
  { title: 'Who', cell: ({ targets }) => <Targets targets={targets} /> },
  { title: 'Group recovered', cell: (termination) => <Recovered termination={termination} /> },
  { title: 'By', cell: (termination) => <By termination={termination} /> },
];

/** What died, and how long the group took to come back; newest first. */
export function HistoryTable({ terminations }: { terminations: readonly TerminationView[] }) {
  return <DataTable label="Terminations" columns={columns} rows={terminations} rowKey={({ id }) => id} pageSize={15} />;
}

function Recovered({ termination: { recovery, targets } }: { termination: TerminationView }) {
  const words = recoveryWords(recovery, targets);
  return recovery.name === 'none' ? <span className="muted">{words.words}</span> : <WordsMark words={words} />;
}

function By({ termination: { by, plan, experiment } }: { termination: TerminationView }) {
  return (
    <>
      {plan ? 'plan' : by}
      {experiment && (
        <div className="small">
          <Link to={`/experiments/${experiment}`} className="link strong">
            in an experiment
          </Link>
        </div>
      )}
    </>
  );
}

function Targets({ targets }: { targets: readonly TerminationTarget[] }) {
  return targets.map(({ member, name, zone, outcome }) => (
    <div key={member}>
      <code>{name}</code> {zone && <span className="small muted">{zone}</span>}{' '}
      <WordsMark words={outcomeWords(outcome)} />
    </div>
  ));
}
