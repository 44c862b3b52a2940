/** A probe is often a request that a control plane and its database answer: asked all the time, waiting would be most of the work. */
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 100;

/**
 * Polls `probe` until it gives something true, and returns that. A probe that throws counts as "not yet"; its last
 * error is the cause when `timeoutMs` is over. Pauses grow with the time it took so far: it resolves a tenth of a second late at most.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const begin = performance.now();
  let cause: unknown;
  while (true) {
    try {
      const value = await probe();
      if (isTrue(value)) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    const tookMs = performance.now() - begin;
    if (tookMs > timeoutMs) throw new Error(`still waiting for ${what} after ${timeoutMs} ms`, { cause });
    const pauseMs = Math.min(Math.max(SHORTEST_PAUSE_MS, tookMs / 10), LONGEST_PAUSE_MS);
    await new Promise((wake) => setTimeout(wake, pauseMs));
  }
}

function isTrue<T>(value: T): value is Exclude<T, false | null | undefined | 0 | ''> {
  return Boolean(value);
}
