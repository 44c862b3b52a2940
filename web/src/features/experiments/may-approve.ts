import type { Identity } from '@hormesis/contract/access.ts';
import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import type { LimitsView } from '@hormesis/contract/limits.ts';

/** Another person, of the role that the limits name. The server decides; this only keeps useless buttons away. */
export function mayApprove(
  { name, role }: Identity,
  { startedBy }: Pick<ExperimentSummary, 'startedBy'>,
  approver: LimitsView['limits']['approver'],
): boolean {
  if (name === startedBy) return false;
  return role === 'admin' || (role === 'operator' && approver === 'operator');
}
