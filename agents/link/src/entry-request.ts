import type { Clock } from '@hormesis/core/lease.ts';
import type { EntryOutcome } from './agent.ts';

export interface EntryTimes {
  readonly deadlineMs: number;
  readonly objectiveMs: number;
}

/**
 * How one request at an entry ends: settled once, by whatever comes first. Failed is a status of 500 and above, a
 * connection the service broke, a client that left after the objective, and being unfinished at the deadline: then it
 * is counted at the deadline, not when the request ends.
 */
export function followRequest(times: EntryTimes, clock: Clock, settle: (failed: boolean) => void): EntryOutcome {
  const beganMs = clock.monotonicMs();
  let settled = false;
  const once = (failed: boolean): void => {
    if (settled) return;
    settled = true;
    clearTimeout(deadline);
    settle(failed);
  };
  const deadline = setTimeout(() => once(true), times.deadlineMs).unref();
  return {
    finished: (status) => once(status >= 500),
    broken: () => once(true),
    left: () => once(clock.monotonicMs() - beganMs >= times.objectiveMs),
  };
}
