import type { FaultPlan } from '@hormesis/core/fault.ts';
import type { FaultApplier } from './fault.ts';

/** The body of the real response arrives slowly; its head at once. */
export const throttle: FaultApplier<Extract<FaultPlan, { kind: 'throttle' }>> = {
  holdsConnection: () => true,
  actsOn: 'body',
  begin({ bytesPerSecond }, _released, done) {
    done({ go: 'on', body: { effect: 'paced', bytesPerSecond } });
    return () => {};
  },
};
