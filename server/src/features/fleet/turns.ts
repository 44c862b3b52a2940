import type { Clock } from '../../platform/clock.ts';

/**
 * So long at a time, and then whatever else came is heard, milliseconds; longer when hearing it took longer: with ten thousand
 * lines to read in between, a fixed slice would leave nearly no time for what they said. Short, because a new connection and
 * what a failing user's agent says come in between too.
 */
const SLICE_MS = 15;
const LONGEST_SLICE_MS = 30;
/** After so long no further hold is added to the ones there are, milliseconds. */
const LONGEST_HOLD_MS = 1_000;

/**
 * Work that may wait, done a little at a time: what comes in between, a halt above all, is heard within milliseconds however
 * much is waiting. Whoever adds work bounds how much of it there can be.
 */
export class Turns<Item> {
  readonly #clock: Clock;
  readonly #work: (items: readonly Item[]) => void;
  readonly #together: number;
  #waiting: Item[] = [];
  #scheduled = false;
  #holds = 0;
  #heldFromMs = 0;
  #notHeldBeforeMs = Number.NEGATIVE_INFINITY;
  #endedMs = 0;

  /** `work` gets up to `together` items at once. It must not throw. */
  constructor(clock: Clock, together: number, work: (items: readonly Item[]) => void) {
    this.#clock = clock;
    this.#together = together;
    this.#work = work;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    this.#schedule();
  }

  /**
   * Nothing is done until `over` resolves. However often it is asked for, half of the time is left for work: without answers
   * every lease would end, and rules that are taken away would not arrive.
   */
  holdUntil(over: Promise<unknown>): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.held ? nowMs - this.#heldFromMs > LONGEST_HOLD_MS : nowMs < this.#notHeldBeforeMs) return;
    if (!this.held) this.#heldFromMs = nowMs;
    this.#holds += 1;
    void over.finally(() => {
      this.#holds -= 1;
      const endedMs = this.#clock.monotonicMs();
      if (!this.held) this.#notHeldBeforeMs = endedMs + (endedMs - this.#heldFromMs);
      this.#schedule();
    });
  }

  get held(): boolean {
    return this.#holds > 0;
  }

  #schedule(): void {
    if (this.#scheduled || this.held || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => this.#slice());
  }

  #slice(): void {
    this.#scheduled = false;
    const nowMs = this.#clock.monotonicMs();
    const untilMs = nowMs + Math.min(LONGEST_SLICE_MS, Math.max(SLICE_MS, nowMs - this.#endedMs));
    let done = 0;
    while (!this.held && done < this.#waiting.length) {
      const items = this.#waiting.slice(done, done + this.#together);
      done += items.length;
      this.#work(items);
      if (this.#clock.monotonicMs() >= untilMs) break;
    }
    this.#waiting = this.#waiting.slice(done);
    this.#endedMs = this.#clock.monotonicMs();
    this.#schedule();
  }
}
