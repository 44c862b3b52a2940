import type { Identity } from '@hormesis/contract/access.ts';
import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Button } from '../../components/button.tsx';
import { useLimits } from './api/read-limits.ts';
import { mayApprove } from './may-approve.ts';
import type { usePlannedActions } from './use-planned-actions.ts';

type PlannedActionsProps = {
  experiment: ExperimentSummary;
  identity: Identity;
  actions: ReturnType<typeof usePlannedActions>;
  /** In a table. */
  small?: boolean;
};

/** What can be done to a plan that has not begun, the most wanted last. */
export function PlannedActions({ experiment, identity, actions, small = false }: PlannedActionsProps) {
  const limits = useLimits();
  const { id, state } = experiment;
  if (state.name !== 'draft' && state.name !== 'scheduled') return null;
  const approver = limits.data?.limits.approver;
  return (
    <>
      <Button
        small={small}
        icon={<IconX size={16} aria-hidden />}
        loading={actions.cancel.isPending}
        onClick={() => actions.cancel.run({ id, reason: '' })}
      >
        Cancel
      </Button>
      {state.name === 'draft' && approver && mayApprove(identity, experiment, approver) && (
        <Button
          small={small}
          kind="primary"
          icon={<IconCheck size={16} aria-hidden />}
          loading={actions.approve.isPending}
          onClick={() => actions.approve.run({ id, reason: '' })}
        >
          Approve
        </Button>
      )}
    </>
  );
}
