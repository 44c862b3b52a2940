/** The thresholds of an experiment's sample: only units with a hash below are counted; null: all. */
export interface Sample {
  readonly unitsBelow: string | null;
  readonly eventsBelow: string | null;
}

/** Above so many exposures the units of an experiment are thinned: what a look costs stays the same for any volume. */
const MOST_EXPOSURES = 20_000;
/** Failed and slow units are rarer and worth more. Each halving lets another part of this many come. */
const MOST_EVENTS = 50_000;

const ALL = 1n << 64n;

/** One unit in so many has a hash below `below`. */
export function oneIn(below: string | null): number {
  return below === null ? 1 : Math.max(1, Math.round(Number(ALL) / Number(BigInt(`0x${below}`))));
}

/** The sample to be in force, given how many exposures are below the threshold and how many events were counted at all. */
export function sampleFor(sample: Sample, exposures: number, events: number): Sample {
  let { unitsBelow, eventsBelow } = sample;
  for (let left = exposures; left > MOST_EXPOSURES; left /= 2) unitsBelow = half(unitsBelow);
  // Counted events stay counted, so the room grows by a part with each halving: rows grow as the logarithm of users do.
  const room = () => MOST_EVENTS * (1 + Math.log2(oneIn(eventsBelow)) / 4);
  while (events > room()) eventsBelow = half(eventsBelow);
  return { unitsBelow, eventsBelow };
}

function half(below: string | null): string {
  const lower = (below === null ? ALL : BigInt(`0x${below}`)) >> 1n;
  return (lower > 0n ? lower : 1n).toString(16).padStart(16, '0');
}
