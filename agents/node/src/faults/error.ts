import type { Fault } from '@hormesis/core/fault.ts';
import type { FaultApplier } from './fault.ts';

/** The call never reaches the dependency and is answered with a status. */
export const error: FaultApplier<Extract<Fault, { kind: 'error' }>> = {
  holdsConnection: false,
  begin(fault, _released, done) {
    done({ go: 'answer', status: fault.status, body: fault.body });
    return () => {};
  },
};
