import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** All scenarios with what would refuse each of them now. `moment` changes when those reasons may have changed. */
export function useScenarios(moment = '') {
  return useQuery({
    queryKey: ['scenarios', moment],
    queryFn: ({ signal }) => get<{ items: ScenarioView[] }>('/scenarios', signal).then((answer) => answer.items),
    placeholderData: (before) => before,
  });
}
