import type { FaultPlan } from '@hormesis/core/fault.ts';
import { ON } from './continuation.ts';
import type { FaultApplier } from './fault.ts';
import { waitUntil } from './wait.ts';

/** The call waits, then goes on to the real dependency. */
export const latency: FaultApplier<Extract<FaultPlan, { kind: 'latency' }>> = {
  holdsConnection: () => true,
  actsOn: 'call',
  begin: (fault, released, done) => waitUntil(released, fault.delayMs, () => done(ON)),
};
