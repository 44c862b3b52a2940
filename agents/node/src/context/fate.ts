import type { Fate } from '@hormesis/link/agent.ts';

/** An injected call of one incoming request, as long as that request lasts. */
export interface InjectedCall {
  readonly callGroup: string;
  /** Position in the request's sequence at which the caller saw the call end; null while it is under way. */
  endedAt: number | null;
  recovery: 'fallback' | 'retry' | null;
}

/** What became of an injected call, now that the response of its request is over. `failed`: status 500 and above, or broken. */
export function fateOf(call: InjectedCall, failed: boolean): Fate {
  if (call.recovery !== null) return { absorbedBy: call.recovery };
  return failed ? 'visible' : { absorbedBy: 'handler' };
}

/**
 * A call that succeeded is the retry of an injected one if it is of the same group and began after that one had ended:
 * a second call side by side with it is no retry.
 */
export function markRetried(injected: readonly InjectedCall[], callGroup: string, startedAt: number): void {
  for (const call of injected) {
    if (call.callGroup !== callGroup || call.endedAt === null || call.endedAt >= startedAt) continue;
    call.recovery ??= 'retry';
  }
}
