import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** All experiments, newest first. */
export function useExperiments() {
  return useQuery({
    queryKey: ['experiments'],
    queryFn: ({ signal }) => get<{ items: ExperimentSummary[] }>('/experiments', signal).then((answer) => answer.items),
  });
}
