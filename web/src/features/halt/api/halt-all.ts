import type { HaltReport } from '@hormesis/contract/halt.ts';
import { unreadableAnswer } from '../../../lib/api-error.ts';
import { HALT_ANSWER_MS, post } from '../../../lib/request.ts';

/**
 * Halts everything and sets the hold switch; answers when all agents confirmed or the control plane gave up waiting.
 * @throws ApiError, also for a success that is no report: nobody must take that for a confirmation.
 */
export async function haltAll({ reason }: { reason: string }, key: string): Promise<HaltReport> {
  const answer = await post<unknown>('/halt', { reason }, key, HALT_ANSWER_MS);
  if (!isReport(answer)) throw unreadableAnswer(200);
  return answer;
}

function isReport(answer: unknown): answer is HaltReport {
  if (typeof answer !== 'object' || answer === null || !('halted' in answer) || !('agents' in answer)) return false;
  const { halted, agents } = answer;
  return Array.isArray(halted) && typeof agents === 'object' && agents !== null && 'unknown' in agents;
}
