import type { AccessToken, Identity } from '@hormesis/contract/access.ts';
import { post } from '../../../lib/request.ts';

/** Makes a token; its text is in this one answer and never again. */
export function createToken(body: Identity, key: string): Promise<AccessToken & { token: string }> {
  return post('/access-tokens', body, key);
}
