import type { FaultPlan } from '@hormesis/core/fault.ts';
import type { FaultApplier } from './fault.ts';

/** The connection breaks before the dependency has seen the call. */
export const abort: FaultApplier<Extract<FaultPlan, { kind: 'abort' }>> = {
  holdsConnection: false,
  actsOn: 'call',
  begin(_fault, _released, done) {
    done({ go: 'reset' });
    return () => {};
  },
};
