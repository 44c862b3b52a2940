import type { ErrorFault } from '@hormesis/core/fault.ts';
import type { FaultApplier } from './fault.ts';

/** The call never reaches the dependency and is answered with a status. */
export const error: FaultApplier<ErrorFault> = {
  holdsConnection: () => false,
  actsOn: 'call',
  begin({ status, headers = {}, body }, _released, done) {
    done({ go: 'answer', status, headers, body });
    return () => {};
  },
};
