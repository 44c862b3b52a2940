import type { Clock } from '@hormesis/core/lease.ts';
import type { EntryOutcome } from './agent.ts';

export interface EntryTimes {
  readonly deadlineMs: number;
  readonly objectiveMs: number;
}

/** Told what becomes of a request: that it is slow at most once and before it is settled, settled exactly once. */
export interface RequestFollower {
  slow?(): void;
  settled(failed: boolean): void;
}

/**
 * How one request at an entry ends: settled once, by whatever comes first. Failed is a status of 500 and above, a
 * connection the service broke, a client that left after the objective, and being unfinished at the deadline: then it
 * is counted at the deadline, not when the request ends. Slow is being unfinished at the objective, counted then.
 * One timer goes first to the objective and then on to the deadline.
 */
export function followRequest(times: EntryTimes, clock: Clock, follower: RequestFollower): EntryOutcome {
  const { objectiveMs, deadlineMs } = times;
  const beganMs = clock.monotonicMs();
  let settled = false;
  let toldSlow = false;
  const slow = (): void => {
    if (toldSlow) return;
    toldSlow = true;
    follower.slow?.();
  };
  const once = (failed: boolean): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    // A process that stood still hears of the end before its timers run; both are judged by the clock.
    if (clock.monotonicMs() - beganMs >= objectiveMs) slow();
    follower.settled(failed);
  };
  const atDeadline = () => once(true);
  const atObjective = (): void => {
    slow();
    timer = setTimeout(atDeadline, deadlineMs - objectiveMs).unref();
  };
  const slowFirst = follower.slow !== undefined && objectiveMs < deadlineMs;
  let timer = setTimeout(slowFirst ? atObjective : atDeadline, slowFirst ? objectiveMs : deadlineMs).unref();
  return {
    finished: (status) => once(status >= 500),
    broken: () => once(true),
    left: () => once(clock.monotonicMs() - beganMs >= times.objectiveMs),
  };
}
