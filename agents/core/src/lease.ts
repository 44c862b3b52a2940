/** The longest an agent may go on without an answer, milliseconds. Anything longer is refused, not shortened. */
export const MAX_LEASE_MS = 5_000;

/** One moment on both clocks, milliseconds. */
export interface Instant {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export interface Clock {
  monotonicMs(): number;
  wallMs(): number;
}

/** This moment on both clocks. */
export function instant(clock: Clock): Instant {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}

/**
 * Time since a moment, milliseconds: the larger of both clocks' differences. The monotonic clock may stand still while a
 * machine sleeps, the wall clock may be set back; neither alone may prolong a lease.
 */
export function elapsedMs(since: Instant, now: Instant): number {
  return Math.max(now.monotonicMs - since.monotonicMs, now.wallMs - since.wallMs);
}

export interface GrantedLease {
  readonly id: string;
  readonly leaseMs: number;
}

interface Lease {
  readonly sentAt: Instant;
  readonly leaseMs: number;
}

const isLease = (leaseMs: number): boolean => Number.isInteger(leaseMs) && leaseMs > 0 && leaseMs <= MAX_LEASE_MS;

/**
 * The leases of an agent. A lease ends `leaseMs` after the agent itself sent the report that was answered: a frame that
 * waited in a buffer, on a slow line or in a paused process can't prolong it.
 */
export class Leases {
  readonly #clock: Clock;
  readonly #leases = new Map<string, Lease>();
  #answered: Instant | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes the answer to the report sent at `sentAt`: its experiments are all that lives. The answer to an older report
   * than the last one answered changes nothing. Returns the experiments whose lease ended by it.
   */
  answer(sentAt: Instant, granted: readonly GrantedLease[]): readonly string[] {
    if (this.#answered && sentAt.monotonicMs < this.#answered.monotonicMs) return [];
    this.#answered = sentAt;
    const before = [...this.#leases.keys()];
    this.#leases.clear();
    for (const { id, leaseMs } of granted) {
      if (isLease(leaseMs)) this.#leases.set(id, { sentAt, leaseMs });
    }
    return before.filter((experiment) => !this.alive(experiment));
  }

  /** Once found dead a lease stays dead, also when the wall clock is set back afterwards. */
  alive(experiment: string): boolean {
    const lease = this.#leases.get(experiment);
    if (!lease) return false;
    if (elapsedMs(lease.sentAt, instant(this.#clock)) < lease.leaseMs) return true;
    this.#leases.delete(experiment);
    return false;
  }

  /** Drops and returns every lease that has run out. */
  expire(): readonly string[] {
    return [...this.#leases.keys()].filter((experiment) => !this.alive(experiment));
  }

  end(experiment: string): void {
    this.#leases.delete(experiment);
  }

  /** Milliseconds until the first lease runs out if nothing is heard; null without a lease. */
  untilFirstEndMs(): number | null {
    let first: number | null = null;
    const now = instant(this.#clock);
    for (const lease of this.#leases.values()) {
      const leftMs = Math.max(0, lease.leaseMs - elapsedMs(lease.sentAt, now));
      if (first === null || leftMs < first) first = leftMs;
    }
    return first;
  }

  /** Ends the leases of all other experiments. */
  keep(isKept: (experiment: string) => boolean): void {
    for (const experiment of [...this.#leases.keys()]) if (!isKept(experiment)) this.#leases.delete(experiment);
  }

  anyAlive(): boolean {
    for (const experiment of this.#leases.keys()) {
      if (this.alive(experiment)) return true;
    }
    return false;
  }
}
