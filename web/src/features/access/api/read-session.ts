import type { Identity } from '@hormesis/contract/access.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** Who is signed in. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => get<Identity>('/session', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
