import type { TerminationPlan } from '@hormesis/contract/terminations.ts';
import { post } from '../../../lib/request.ts';

/** Cancels one planned kill. */
export function cancelPlan({ id, reason }: { id: string; reason: string }, key: string): Promise<TerminationPlan> {
  return post(`/terminations/plans/${encodeURIComponent(id)}/cancel`, { reason }, key);
}
