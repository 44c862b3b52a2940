import type { LimitsView } from '@hormesis/contract/limits.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** What holds for every experiment. */
export function useLimits() {
  return useQuery({ queryKey: ['limits'], queryFn: ({ signal }) => get<LimitsView>('/limits', signal) });
}
