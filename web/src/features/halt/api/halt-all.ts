import type { HaltReport } from '@hormesis/contract/halt.ts';
import { post } from '../../../lib/request.ts';

/** Halts everything and sets the hold switch; answers when all agents confirmed or the control plane gave up waiting. */
export function haltAll({ reason }: { reason: string }, key: string): Promise<HaltReport> {
  return post('/halt', { reason }, key);
}
