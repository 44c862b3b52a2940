import { AsyncResource } from 'node:async_hooks';
import type { Clock } from '@hormesis/core/lease.ts';

/** Timers begin outside any request: one that is armed again and again would keep the context of the first for ever. */
const outside = new AsyncResource('hormesis.due');

/** Something that is due a fixed time after it was added, unless it is taken out before. Its links belong to its queue. */
export interface Waiting {
  earlier: Waiting | null;
  later: Waiting | null;
  /** On the monotonic clock, milliseconds. */
  dueMs: number;
  queue: DueQueue | null;
  /** It is out of the queue when this is called. */
  due(): void;
}

/**
 * All that waits for the same time, the first due in front. One timer for all of them: a timer for each request of an
 * entry costs more than the rest of what is done for it, and nearly all of them are cleared again.
 */
export class DueQueue {
  readonly #clock: Clock;
  readonly #waitMs: number;
  readonly #emptied: () => void;
  #first: Waiting | null = null;
  #last: Waiting | null = null;
  #armed = false;

  constructor(clock: Clock, waitMs: number, emptied: () => void) {
    this.#clock = clock;
    this.#waitMs = waitMs;
    this.#emptied = emptied;
  }

  add(waiting: Waiting, nowMs: number): void {
    waiting.dueMs = nowMs + this.#waitMs;
    waiting.queue = this;
    waiting.earlier = this.#last;
    if (this.#last === null) this.#first = waiting;
    else this.#last.later = waiting;
    this.#last = waiting;
    if (!this.#armed) this.#arm(this.#waitMs);
  }

  remove(waiting: Waiting): void {
    const { earlier, later } = waiting;
    if (earlier === null) this.#first = later;
    else earlier.later = later;
    if (later === null) this.#last = earlier;
    else later.earlier = earlier;
    waiting.earlier = null;
    waiting.later = null;
    waiting.queue = null;
  }

  #arm(delayMs: number): void {
    this.#armed = true;
    // What was taken out meanwhile leaves the timer as it is: it finds nothing due and goes on to the next.
    outside.runInAsyncScope(() => setTimeout(() => this.#look(), delayMs).unref());
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs();
    try {
      for (let first = this.#first; first !== null && first.dueMs <= nowMs; first = this.#first) {
        this.remove(first);
        first.due();
      }
    } finally {
      this.#armed = false;
      if (this.#first === null) this.#emptied();
      else this.#arm(Math.max(1, Math.ceil(this.#first.dueMs - nowMs)));
    }
  }
}

/** The queues of all waiting times in use; one that was found empty is forgotten. */
export class DueTimes {
  readonly #clock: Clock;
  readonly #queues = new Map<number, DueQueue>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `waiting.due` is called `waitMs` after `nowMs`, the present moment of the monotonic clock. */
  add(waiting: Waiting, waitMs: number, nowMs: number): void {
    let queue = this.#queues.get(waitMs);
    if (queue === undefined) {
      queue = new DueQueue(this.#clock, waitMs, () => this.#queues.delete(waitMs));
      this.#queues.set(waitMs, queue);
    }
    queue.add(waiting, nowMs);
  }
}
