import { constants } from 'node:os';
import type { Injection } from '@hormesis/link/agent.ts';
import { brandInjected } from '../injected-fault-error.ts';

/**
 * What Node says when the other side resets the connection. To the eye it is the real thing; `isInjectedFault` and the
 * hidden members `experiment` and `callGroup` tell that it is not.
 */
export function resetError({ experiment, callGroup }: Injection): Error {
  const error = Object.assign(new Error('read ECONNRESET'), {
    errno: -constants.errno.ECONNRESET,
    code: 'ECONNRESET',
    syscall: 'read',
  });
  Object.defineProperties(error, { experiment: { value: experiment }, callGroup: { value: callGroup } });
  return brandInjected(error);
}
