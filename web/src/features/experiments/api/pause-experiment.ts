import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { post } from '../../../lib/request.ts';

export function pauseExperiment({ id, reason }: { id: string; reason: string }, key: string): Promise<ExperimentView> {
  return post(`/experiments/${encodeURIComponent(id)}/pause`, { reason }, key);
}
