import type { Identity } from '@hormesis/contract/access.ts';
import { post } from '../../../lib/request.ts';

/** Exchanges an access token for a session cookie. */
export function signIn({ token }: { token: string }, key: string): Promise<Identity> {
  return post('/session', { token }, key);
}
