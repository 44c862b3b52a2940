/** Live traffic of a path, as far as advice needs it. */
export interface Volume {
  readonly requestsPerSecond: number;
  /** How many units there are to come; null: every request is taken for another unit. */
  readonly units: number | null;
  /** The usual share of requests that fail. */
  readonly failingShare: number;
}

/** Units with a request within so many seconds, of a share of all units: each asks at its own moments, all equally often. */
export function unitsSeen(volume: Volume, share: number, seconds: number): number {
  return unitsFailing(volume, share, 1, seconds);
}

/** Units with a failing request within so many seconds, when requests fail with this chance. */
export function unitsFailing({ requestsPerSecond, units }: Volume, share: number, failing: number, seconds: number) {
  const requests = requestsPerSecond * share * failing * seconds;
  if (units === null) return requests;
  const there = units * share;
  return there <= 0 ? 0 : there * (1 - Math.exp(-requests / there));
}

/**
 * How many units there are, from how many different ones made how many requests within a share of all units; null when
 * hardly anybody came twice. Solves seen/requests = (1 − e^−x)/x for x, the requests of a unit.
 */
export function unitsBehind(seen: number, requests: number, share: number): number | null {
  if (seen <= 0 || requests <= 0 || share <= 0 || seen > 0.98 * requests) return null;
  let [low, high] = [0.001, 1_000];
  for (let step = 0; step < 60; step++) {
    const x = Math.sqrt(low * high);
    if ((1 - Math.exp(-x)) / x > seen / requests) low = x;
    else high = x;
  }
  return requests / low / share;
}
