import type { TesterToken } from '@hormesis/contract/experiment.ts';
import { post } from '../../../lib/request.ts';

/** Starts a tester-only experiment; it ends by itself after `ttlSeconds`. */
export function makeTesterToken(body: { scenario: string; ttlSeconds: number }, key: string): Promise<TesterToken> {
  return post('/tester-tokens', body, key);
}
