import type { FaultPlan } from '@hormesis/core/fault.ts';
import { ON } from './continuation.ts';
import type { FaultApplier } from './fault.ts';
import { waitUntil } from './wait.ts';

/** The longest a timer of Node can wait, milliseconds: 24 days. */
const FOREVER_MS = 2 ** 31 - 1;

/** No answer comes: the call hangs until its caller gives up and cancels it, or until it is released. */
export const timeout: FaultApplier<Extract<FaultPlan, { kind: 'timeout' }>> = {
  holdsConnection: () => true,
  actsOn: 'call',
  begin: (_fault, released, done) => waitUntil(released, FOREVER_MS, () => done(ON)),
};
