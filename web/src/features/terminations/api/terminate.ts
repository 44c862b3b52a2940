import type { TerminationView } from '@hormesis/contract/terminations.ts';
import { post } from '../../../lib/request.ts';

/** Kills one member now, or tries how it would be. */
export function terminate(
  body: { group: string; leashed: boolean; confirm?: string },
  key: string,
): Promise<TerminationView> {
  return post('/terminations', body, key);
}
