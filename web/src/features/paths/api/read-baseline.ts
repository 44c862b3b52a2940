import type { PathBaseline } from '@hormesis/contract/path-baseline.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** How much failing is usual on a path that is kept. `version` changes when other KPIs are guarded. */
export function usePathBaseline(name: string, version: number) {
  return useQuery({
    queryKey: ['path-baseline', name, version],
    queryFn: ({ signal }) => get<PathBaseline>(`/paths/${encodeURIComponent(name)}/baseline`, signal),
    enabled: version > 0,
  });
}
