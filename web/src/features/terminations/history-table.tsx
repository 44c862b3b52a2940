import type { TerminationTarget, TerminationView } from '@hormesis/contract/terminations.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { GroupCell } from './group-cell.tsx';
import { outcomeWords, recoveryWords } from './termination-words.ts';
import { WordsMark } from './words-mark.tsx';

const columns: readonly Column<TerminationView>[] = [
  { title: 'When', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Group', cell: ({ group }) => <GroupCell group={group} /> },
  { title: 'Who', cell: ({ targets }) => <Targets targets={targets} /> },
  { title: 'Group recovered', cell: ({ recovery }) => <WordsMark words={recoveryWords(recovery)} /> },
  { title: 'By', cell: ({ by, plan }) => (plan ? 'plan' : by) },
];

/** What died, and how long the group took to come back; newest first. */
export function HistoryTable({ terminations }: { terminations: readonly TerminationView[] }) {
  return <DataTable label="Terminations" columns={columns} rows={terminations} rowKey={({ id }) => id} pageSize={15} />;
}

function Targets({ targets }: { targets: readonly TerminationTarget[] }) {
  return targets.map(({ member, name, zone, outcome }) => (
    <div key={member}>
      <code>{name}</code> {zone && <span className="small muted">{zone}</span>}{' '}
      <WordsMark words={outcomeWords(outcome)} />
    </div>
  ));
}
