import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { post } from '../../../lib/request.ts';

export function startExperiment({ scenario }: { scenario: string }, key: string): Promise<ExperimentView> {
  return post('/experiments', { scenario }, key);
}
