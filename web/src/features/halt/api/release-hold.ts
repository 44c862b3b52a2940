import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import { post } from '../../../lib/request.ts';

export function releaseHold({ reason }: { reason: string }, key: string): Promise<HoldSwitch> {
  return post('/release', { reason }, key);
}
