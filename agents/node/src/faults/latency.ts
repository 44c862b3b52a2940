import type { Fault } from '@hormesis/core/fault.ts';
import type { FaultApplier } from './fault.ts';

/**
 * The call waits, then goes on to the real dependency. The timer keeps the process alive like the socket of a slow
 * server would: a short script must not end in the middle of its own call.
 */
export const latency: FaultApplier<Extract<Fault, { kind: 'latency' }>> = {
  holdsConnection: true,
  begin(fault, released, done) {
    const stop = () => {
      clearTimeout(timer);
      released.removeEventListener('abort', goOn);
    };
    const goOn = () => {
      stop();
      done({ go: 'on' });
    };
    const timer = setTimeout(goOn, fault.delayMs);
    if (released.aborted) goOn();
    else released.addEventListener('abort', goOn);
    return stop;
  },
};
