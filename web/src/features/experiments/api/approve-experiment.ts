import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { post } from '../../../lib/request.ts';

/** Approves another person's draft: it begins, or is scheduled for its time. */
export function approveExperiment(
  { id, reason }: { id: string; reason: string },
  key: string,
): Promise<ExperimentView> {
  return post(`/experiments/${encodeURIComponent(id)}/approve`, { reason }, key);
}
