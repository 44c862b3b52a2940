/** A median with the bounds that enclose it with at least 95 % confidence, whatever the distribution. */
export interface Median {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Median and its interval by order statistics: how many of `n` values lie below the true median is binomial(n, ½). With
 * less than six values there is no such interval, and the bounds are the smallest and the largest.
 */
export function medianOf(values: readonly number[]): Median {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[Math.min(sorted.length - 1, Math.max(0, index))] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  const outside = outsideEachEnd(sorted.length);
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    low: at(outside),
    high: at(sorted.length - 1 - outside),
  };
}

/** How many of the sorted values may be left out at each end: the most whose binomial tail stays within 2.5 %. */
function outsideEachEnd(count: number): number {
  let outside = 0;
  let term = 0.5 ** count;
  let tail = term;
  for (;;) {
    term *= (count - outside) / (outside + 1);
    tail += term;
    if (tail > 0.025) return outside;
    outside += 1;
  }
}
