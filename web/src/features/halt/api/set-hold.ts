import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import { post } from '../../../lib/request.ts';

/** Nothing starts from now on, and what runs is paused. */
export function setHold({ reason }: { reason: string }, key: string): Promise<HoldSwitch> {
  return post('/hold', { reason }, key);
}
