import type { TerminationFinding } from '@hormesis/contract/terminations.ts';
import { post } from '../../../lib/request.ts';

/** Says what came of a group that was not whole again. */
export function resolveFinding({ id, note }: { id: string; note: string }, key: string): Promise<TerminationFinding> {
  return post(`/terminations/findings/${encodeURIComponent(id)}/resolve`, { note }, key);
}
