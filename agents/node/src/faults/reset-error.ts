import { constants } from 'node:os';
import type { Injection } from '@hormesis/link/agent.ts';
import { brandInjected } from '../injected-fault-error.ts';

/**
 * What Node says when the other side resets the connection. To the eye it is the real thing; `isInjectedFault` and the
 * hidden members `experiment` and `callGroup` tell that it is not.
 */
export function resetError(injection: Injection): Error {
  const error = Object.assign(new Error('read ECONNRESET'), {
    errno: -constants.errno.ECONNRESET,
    code: 'ECONNRESET',
    syscall: 'read',
  });
  return branded(error, injection);
}

/** The same of HTTP/2: the server resets the stream with INTERNAL_ERROR (RFC 9113, 7). */
export function streamResetError(injection: Injection): Error {
  const error = new Error('Stream closed with error code NGHTTP2_INTERNAL_ERROR');
  return branded(Object.assign(error, { code: 'ERR_HTTP2_STREAM_ERROR' }), injection);
}

function branded(error: Error, { experiment, callGroup }: Injection): Error {
  Object.defineProperties(error, { experiment: { value: experiment }, callGroup: { value: callGroup } });
  return brandInjected(error);
}
