import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { post } from '../../../lib/request.ts';

/** Cancels what has not begun. */
export function cancelExperiment({ id, reason }: { id: string; reason: string }, key: string): Promise<ExperimentView> {
  return post(`/experiments/${encodeURIComponent(id)}/cancel`, { reason }, key);
}
