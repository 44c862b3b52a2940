import type { HaltReport } from '@hormesis/contract/halt.ts';
import { HALT_ANSWER_MS, post } from '../../../lib/request.ts';

/** Answers when every connected agent has confirmed, or when the control plane gave up waiting. */
export function haltExperiment({ id, reason }: { id: string; reason: string }, key: string): Promise<HaltReport> {
  return post(`/experiments/${encodeURIComponent(id)}/halt`, { reason }, key, HALT_ANSWER_MS);
}
