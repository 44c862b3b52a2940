import type { TerminationPlan } from '@hormesis/contract/terminations.ts';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LocalTime } from '../../components/local-time.tsx';
import { useAction } from '../../lib/use-action.ts';
import { cancelPlan } from './api/cancel-plan.ts';
import { GroupCell } from './group-cell.tsx';
import { planWords } from './termination-words.ts';
import { WordsMark } from './words-mark.tsx';

/** Kills that chance has chosen, with the button that cancels each. */
export function PlansTable({ plans, mayOperate }: { plans: readonly TerminationPlan[]; mayOperate: boolean }) {
  const columns: readonly Column<TerminationPlan>[] = [
    { title: 'Due', cell: ({ dueAt }) => <LocalTime at={dueAt} /> },
    { title: 'Group', cell: ({ group }) => <GroupCell group={group} /> },
    { title: 'What', cell: ({ leashed }) => (leashed ? 'dry run' : <b>kill</b>) },
    { title: 'State', cell: ({ state }) => <WordsMark words={planWords(state)} /> },
    ...(mayOperate ? [{ title: 'Decide', cell: (plan: TerminationPlan) => <Cancel plan={plan} /> }] : []),
  ];
  return <DataTable label="Planned kills" columns={columns} rows={plans} rowKey={({ id }) => id} pageSize={50} />;
}

function Cancel({ plan }: { plan: TerminationPlan }) {
  const client = useQueryClient();
  const cancel = useAction(cancelPlan, () => void client.invalidateQueries({ queryKey: ['terminations'] }));
  if (plan.state.name !== 'planned') return null;
  return (
    <>
      <Button
        small
        loading={cancel.isPending}
        label={`Cancel the kill in ${plan.group}`}
        onClick={() => cancel.run({ id: plan.id, reason: '' })}
      >
        Cancel
      </Button>
      {cancel.error && <ErrorNotice error={cancel.error} title="It was not cancelled." />}
    </>
  );
}
