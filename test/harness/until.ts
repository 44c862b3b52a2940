/**
 * Polls `probe` until it gives something true, and returns that. A probe that throws counts as "not yet"; its last
 * error is the cause when `timeoutMs` is over.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  while (true) {
    try {
      const value = await probe();
      if (isTrue(value)) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) throw new Error(`still waiting for ${what} after ${timeoutMs} ms`, { cause });
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

function isTrue<T>(value: T): value is Exclude<T, false | null | undefined | 0 | ''> {
  return Boolean(value);
}
