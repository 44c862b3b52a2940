import { harmLogE } from './harm.ts';

/** Units whose first event of a KPI fell into this minute since the start, under this value of ρ. */
export interface FirstEvents {
  readonly minute: number;
  readonly rhoPpm: number;
  readonly treatment: number;
  readonly control: number;
}

/** Weight of the test that began with the experiment; the rest is shared by the restarts. */
const FROM_THE_START = 0.98;

/**
 * ln E of one KPI with restarts mixed in: harm that begins late would drown in a long quiet past.
 * E = 0.98·E⁽⁰⁾ + 0.02·(1/J)·Σⱼ E⁽ʲ⁾, j = 1 … J; E⁽ʲ⁾ counts from minute j on and is 1 before. J (`plannedMinutes`) is
 * fixed at the start: choosing it later would spend α that was never there.
 */
export function harmMixtureLogE(events: readonly FirstEvents[], plannedMinutes: number): number {
  const restarts = Math.max(1, Math.ceil(plannedMinutes));
  const terms: WeightedLog[] = [];
  let quietRestarts = restarts;
  const suffixes = suffixLogE(events);
  suffixes.forEach((suffix, index) => {
    const earlier = suffixes[index + 1]?.minute ?? 0;
    const count = Math.min(suffix.minute, restarts) - Math.min(earlier, restarts);
    if (count > 0) terms.push({ log: suffix.logE, weight: ((1 - FROM_THE_START) * count) / restarts });
    quietRestarts -= Math.max(0, count);
  });
  terms.push({ log: 0, weight: ((1 - FROM_THE_START) * quietRestarts) / restarts });
  terms.push({ log: suffixes.at(-1)?.logE ?? 0, weight: FROM_THE_START });
  return logOfSum(terms);
}

/** ln of the product over ρ of E for the events from each minute on, latest minute first; only minutes with events. */
function suffixLogE(events: readonly FirstEvents[]): { minute: number; logE: number }[] {
  const counts = new Map<number, { treatment: number; control: number; logE: number }>();
  const suffixes: { minute: number; logE: number }[] = [];
  const byMinute = Map.groupBy(events, (event) => event.minute);
  for (const minute of [...byMinute.keys()].sort((a, b) => b - a)) {
    for (const event of byMinute.get(minute) ?? []) {
      const before = counts.get(event.rhoPpm);
      const treatment = (before?.treatment ?? 0) + event.treatment;
      const control = (before?.control ?? 0) + event.control;
      counts.set(event.rhoPpm, { treatment, control, logE: harmLogE(treatment, control, event.rhoPpm / 1_000_000) });
    }
    suffixes.push({ minute, logE: [...counts.values()].reduce((sum, each) => sum + each.logE, 0) });
  }
  return suffixes;
}

interface WeightedLog {
  readonly log: number;
  readonly weight: number;
}

function logOfSum(terms: readonly WeightedLog[]): number {
  const highest = Math.max(...terms.map((term) => term.log));
  return highest + Math.log(terms.reduce((sum, term) => sum + term.weight * Math.exp(term.log - highest), 0));
}
