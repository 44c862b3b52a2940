import { useCallback, useSyncExternalStore } from 'react';

/** One clock for all who tick alike: a table with a thousand times on it has one timer, not a thousand. */
class Clock {
  readonly #everyMs: number;
  readonly #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  nowMs = Date.now();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  watch(watcher: () => void): () => void {
    if (this.#watchers.size === 0) this.#start();
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) clearInterval(this.#timer);
    };
  }

  #start(): void {
    this.nowMs = Date.now();
    this.#timer = setInterval(() => {
      this.nowMs = Date.now();
      for (const watcher of this.#watchers) watcher();
    }, this.#everyMs);
  }
}

const clocks = new Map<number, Clock>();

function clockOf(everyMs: number): Clock {
  const clock = clocks.get(everyMs) ?? new Clock(everyMs);
  clocks.set(everyMs, clock);
  return clock;
}

/** The present time in milliseconds, renewed every `everyMs`; for relative times and running counts. */
export function useClock(everyMs = 1_000): number {
  const clock = clockOf(everyMs);
  const subscribe = useCallback((changed: () => void) => clock.watch(changed), [clock]);
  return useSyncExternalStore(subscribe, () => clock.nowMs);
}
