import type { AccessToken } from '@hormesis/contract/access.ts';
import { post } from '../../../lib/request.ts';

/** Ends a token at once, and the browser sessions of its name. */
export function revokeToken({ id, reason }: { id: string; reason: string }, key: string): Promise<AccessToken> {
  return post(`/access-tokens/${encodeURIComponent(id)}/revoke`, { reason }, key);
}
