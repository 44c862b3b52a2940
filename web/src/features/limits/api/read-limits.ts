import type { LimitsView } from '@hormesis/contract/limits.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** The limits with whether the windows are open now; read again when the stream tells of another version. */
export function useLimits(version: number) {
  return useQuery({
    queryKey: ['limits', version],
    queryFn: ({ signal }) => get<LimitsView>('/limits', signal),
    placeholderData: (before) => before,
  });
}
