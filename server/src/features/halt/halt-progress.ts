import type { HaltProgress } from '@hormesis/contract/halt.ts';
import type { Confirmations } from './confirmations.ts';

/** How often it is told how far a halt has come, milliseconds. */
const TELL_MS = 50;
/** So many names are told: with thousands of agents, nobody could read more in the time. */
const MOST_NAMED = 20;

/** Tells how far a halt has come, for as long as its answer is waited for. It asks nobody and holds nothing up. */
export class HaltProgressTeller {
  readonly #listeners = new Set<(progress: HaltProgress) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();

  onProgress(listener: (progress: HaltProgress) => void): void {
    this.#listeners.add(listener);
  }

  /** Begins to tell; the returned function tells for the last time. */
  follow(waves: readonly { readonly confirmations: Confirmations }[]): () => void {
    const tell = (answered: boolean) => {
      const progress = progressOf(
        waves.map(({ confirmations }) => confirmations),
        answered,
      );
      for (const listener of this.#listeners) listener(progress);
    };
    tell(false);
    const timer = setInterval(() => tell(false), TELL_MS);
    this.#timers.add(timer);
    return () => {
      clearInterval(timer);
      this.#timers.delete(timer);
      tell(true);
    };
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#listeners.clear();
  }
}

function progressOf(waves: readonly Confirmations[], answered: boolean): HaltProgress {
  return {
    connected: Math.max(...waves.map((each) => each.connected())),
    confirmed: Math.min(...waves.map((each) => each.confirmed())),
    unknown: [...new Set(waves.flatMap((each) => each.someUnknown(MOST_NAMED)))].sort().slice(0, MOST_NAMED),
    ms: Math.max(...waves.map((each) => each.lastMs())),
    answered,
  };
}
