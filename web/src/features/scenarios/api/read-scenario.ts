import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

export function useScenario(name: string) {
  return useQuery({
    queryKey: ['scenario', name],
    queryFn: ({ signal }) => get<ScenarioView>(`/scenarios/${encodeURIComponent(name)}`, signal),
  });
}
