import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** The newest experiments that failed a call group, read again when `moment` changes. */
export function useCallGroupExperiments(callGroup: string, moment: string) {
  return useQuery({
    queryKey: ['call-group-experiments', callGroup, moment],
    gcTime: 5_000,
    queryFn: ({ signal }) =>
      get<{ items: ExperimentSummary[] }>(
        `/call-groups/experiments?callGroup=${encodeURIComponent(callGroup)}`,
        signal,
      ).then((answer) => answer.items),
    placeholderData: (before, query) => (query?.queryKey[1] === callGroup ? before : undefined),
  });
}
