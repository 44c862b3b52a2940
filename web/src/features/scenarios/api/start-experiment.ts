import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { post } from '../../../lib/request.ts';

/** Starts a scenario, or with `draft` leaves it for another person to approve. */
export function startExperiment(body: { scenario: string; draft?: boolean }, key: string): Promise<ExperimentView> {
  return post('/experiments', body, key);
}
