import type { Clock } from '@hormesis/core/lease.ts';
import type { EntryOutcome } from './agent.ts';
import type { DueQueue, DueTimes, Waiting } from './due-times.ts';

export interface EntryTimes {
  readonly deadlineMs: number;
  readonly objectiveMs: number;
}

/** Told what becomes of a request: that it is slow at most once and before it is settled, settled exactly once. */
export interface RequestFollower {
  slow?: (() => void) | undefined;
  settled(failed: boolean): void;
}

/**
 * How one request at an entry ends: settled once, by whatever comes first. Failed is a status of 500 and above, a
 * connection the service broke, a client that left after the objective, and being unfinished at the deadline: then it
 * is counted at the deadline, not when the request ends. Slow is being unfinished at the objective, counted then.
 * It waits first for the objective and then on for the deadline. One object and no closures: every request has one.
 */
export class EntryRequest implements EntryOutcome, Waiting {
  earlier: Waiting | null = null;
  later: Waiting | null = null;
  queue: DueQueue | null = null;
  dueMs = 0;
  readonly #times: EntryTimes;
  readonly #clock: Clock;
  readonly #dueTimes: DueTimes;
  readonly #follower: RequestFollower;
  readonly #beganMs: number;
  #toldSlow: boolean;
  #settled = false;

  constructor(times: EntryTimes, clock: Clock, dueTimes: DueTimes, follower: RequestFollower) {
    this.#times = times;
    this.#clock = clock;
    this.#dueTimes = dueTimes;
    this.#follower = follower;
    this.#beganMs = clock.monotonicMs();
    // Who does not want to hear of it counts as told.
    this.#toldSlow = follower.slow === undefined;
    const { objectiveMs, deadlineMs } = times;
    const firstMs = !this.#toldSlow && objectiveMs < deadlineMs ? objectiveMs : deadlineMs;
    dueTimes.add(this, firstMs, this.#beganMs);
  }

  finished(status: number): void {
    this.#settle(status >= 500);
  }

  broken(): void {
    this.#settle(true);
  }

  left(): void {
    this.#settle(this.#clock.monotonicMs() - this.#beganMs >= this.#times.objectiveMs);
  }

  /** At the objective or at the deadline. */
  due(): void {
    const { objectiveMs, deadlineMs } = this.#times;
    if (this.#toldSlow || objectiveMs >= deadlineMs) {
      this.#settle(true);
      return;
    }
    this.#slow();
    this.#dueTimes.add(this, deadlineMs - objectiveMs, this.#clock.monotonicMs());
  }

  #slow(): void {
    this.#toldSlow = true;
    this.#follower.slow?.();
  }

  #settle(failed: boolean): void {
    if (this.#settled) return;
    this.#settled = true;
    this.queue?.remove(this);
    // A process that stood still hears of the end before its timers run; both are judged by the clock.
    if (!this.#toldSlow && this.#clock.monotonicMs() - this.#beganMs >= this.#times.objectiveMs) this.#slow();
    this.#follower.settled(failed);
  }
}
