const FIRST_MS = 500;
const LONGEST_MS = 10_000;
/** A process that lived this long has earned a fresh start of the count. */
const HEALTHY_AFTER_MS = 30_000;

/** How often something died in a row, and how long to wait before it is started again. */
export interface Backoff {
  readonly deaths: number;
  readonly delayMs: number;
}

export const noDeaths: Backoff = { deaths: 0, delayMs: 0 };

/** Half a second, doubled with each death in a row, up to ten seconds. */
export function afterDeath(before: Backoff, livedMs: number): Backoff {
  const deaths = livedMs >= HEALTHY_AFTER_MS ? 1 : before.deaths + 1;
  return { deaths, delayMs: Math.min(LONGEST_MS, FIRST_MS * 2 ** (deaths - 1)) };
}
