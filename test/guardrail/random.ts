/** mulberry32: small, seeded, good enough to draw users. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Waiting time of something that happens `rate` times a second. */
export function exponential(rate: number, random: () => number): number {
  return -Math.log(1 - random()) / rate;
}

/** How often something happens that happens `mean` times on average: by inversion, above 30 by the normal curve. */
export function poisson(mean: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  for (const drawn = random(); drawn > sum && count < 200; ) {
    count += 1;
    term *= mean / count;
    sum += term;
  }
  return count;
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
