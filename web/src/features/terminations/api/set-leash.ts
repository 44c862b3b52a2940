import type { TerminationSettingsView } from '@hormesis/contract/terminations.ts';
import { post } from '../../../lib/request.ts';

/** Puts everything on the leash, or takes it off. */
export function setLeash(body: { leashed: boolean }, key: string): Promise<TerminationSettingsView> {
  return post('/terminations/leash', body, key);
}
