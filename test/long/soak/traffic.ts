import { setTimeout as wait } from 'node:timers/promises';
import { toldError } from './told-error.ts';

const USERS = 5_000;
const EVERY_MS = 25;
/** One in so many clients leaves before its answer, within this time. */
const LEAVES_ONE_IN = 8;
const LEAVES_WITHIN_MS = 150;

/**
 * Under way at once; about ten are in a fleet that keeps up. Without a limit users went on coming to a fleet that had far
 * less than one of two cores, until the 511 places in which the kernel keeps an api's new connections were taken: 2,379
 * calls ended in connect timeouts and resets in which no service and no agent had a part.
 */
const AT_ONCE = 60;

/** Users who press play, forty a second, or as many as the fleet can take; some of them leave early. */
export class Traffic {
  readonly #url: string;
  readonly #asked = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  requests = 0;
  answered = 0;
  left = 0;
  /** Users who did not come because too many were waiting. */
  heldBack = 0;
  /** When and what: whatever was neither answered with 200 nor left by its client. */
  readonly problems: string[] = [];
  /** What became of the calls, by `dependency outcome`. */
  readonly outcomes = new Map<string, number>();

  constructor(gatewayUrl: string) {
    this.#url = gatewayUrl;
  }

  begin(): void {
    this.#timer ??= setInterval(() => this.#ask(), EVERY_MS);
  }

  /** No more requests; resolves when the last one was answered. */
  async pause(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all(this.#asked);
  }

  #ask(): void {
    if (this.#asked.size >= AT_ONCE) {
      this.heldBack += 1;
      return;
    }
    this.requests += 1;
    const asked = this.#press().finally(() => this.#asked.delete(asked));
    this.#asked.add(asked);
  }

  async #press(): Promise<void> {
    const user = `u${Math.floor(Math.random() * USERS)}`;
    const leaving = new AbortController();
    if (Math.random() * LEAVES_ONE_IN < 1) {
      void wait(Math.random() * LEAVES_WITHIN_MS).then(() => leaving.abort());
    }
    try {
      const answer = await fetch(`${this.#url}/play/paper-harbour`, {
        headers: { 'x-user-id': user },
        signal: leaving.signal,
      });
      const text = await answer.text();
      if (answer.status === 200) this.#count(JSON.parse(text) as Record<string, string>);
      else this.#problem(`${answer.status}: ${text}`);
    } catch (error) {
      if (leaving.signal.aborted) this.left += 1;
      else this.#problem(toldError(error));
    }
  }

  #problem(what: string): void {
    this.problems.push(`${new Date().toISOString().slice(11, 23)} ${what}`);
  }

  #count(told: Record<string, string>): void {
    this.answered += 1;
    for (const [dependency, outcome] of Object.entries(told)) {
      const key = `${dependency} ${outcome}`;
      this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
    }
  }
}
