import type { FaultPlan } from '@hormesis/core/fault.ts';
import { ON } from './continuation.ts';
import type { FaultApplier } from './fault.ts';
import { waitUntil } from './wait.ts';

/** The connection breaks before the dependency has seen the call: at once, or after the caller has waited for a while. */
export const abort: FaultApplier<Extract<FaultPlan, { kind: 'abort' }>> = {
  holdsConnection: ({ afterMs }) => afterMs !== undefined,
  actsOn: 'call',
  begin({ afterMs }, released, done) {
    if (afterMs !== undefined) return waitUntil(released, afterMs, () => done(released.aborted ? ON : { go: 'reset' }));
    done({ go: 'reset' });
    return () => {};
  },
};
