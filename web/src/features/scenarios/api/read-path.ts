import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

export function useCriticalPath(name: string) {
  return useQuery({
    queryKey: ['path', name],
    queryFn: ({ signal }) => get<CriticalPathView>(`/paths/${encodeURIComponent(name)}`, signal),
  });
}
