import type { AccessToken } from '@hormesis/contract/access.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** All living access tokens, newest first; admins only. */
export function useAccessTokens() {
  return useQuery({
    queryKey: ['access-tokens'],
    gcTime: 0,
    queryFn: ({ signal }) => get<{ items: AccessToken[] }>('/access-tokens', signal).then((answer) => answer.items),
  });
}
