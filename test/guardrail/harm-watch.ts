import { harmLogE } from '@hormesis/server/features/analysis/harm.ts';
import { type FirstEvents, harmMixtureLogE } from '@hormesis/server/features/analysis/harm-mixture.ts';

/** Restarts are looked through in blocks: most of a block can be left out at once. */
const BLOCK = 64;

interface Segment {
  readonly rho: number;
  readonly rhoPpm: number;
  /** Before the first event of each minute with events. */
  readonly treatmentBefore: number[];
  readonly controlBefore: number[];
  /** Per block: the smallest S = treatment − ρ·n, and the largest n, before any of its minutes. */
  readonly lowestS: number[];
  readonly largestN: number[];
  treatment: number;
  control: number;
}

/**
 * The harm test of one KPI, looked at after every event, for millions of looks: E itself always comes from the product's
 * `harmMixtureLogE`, but only at looks at which it may have reached the line. All others are left out by a bound: E is
 * below the likelihood ratio at its best, whose logarithm n·KL is below (treatment − ρ·n)² / (n·ρ·(1−ρ)).
 */
export class HarmWatch {
  readonly #plannedMinutes: number;
  readonly #rows: { minute: number; rhoPpm: number; treatment: number; control: number }[] = [];
  #segment: Segment | null = null;
  /** ln E of what lies before the present ρ: from the start, and from the restart that makes most of it. */
  #fromStart = 0;
  #fromBest = 0;

  constructor(plannedMinutes: number) {
    this.#plannedMinutes = plannedMinutes;
  }

  get events(): readonly FirstEvents[] {
    return this.#rows;
  }

  /** First events of a minute; minutes and ρ never fall. */
  add(minute: number, rhoPpm: number, treatment: number, control: number): void {
    const segment = this.#segmentOf(rhoPpm);
    const last = this.#rows.at(-1);
    if (last && last.minute === minute && last.rhoPpm === rhoPpm) {
      last.treatment += treatment;
      last.control += control;
    } else {
      this.#rows.push({ minute, rhoPpm, treatment, control });
      open(segment);
    }
    segment.treatment += treatment;
    segment.control += control;
  }

  /** True when E is at or above the line now; `line` is its logarithm. Only events in treatment can raise E. */
  reaches(line: number): boolean {
    return this.#mayReach(line) && harmMixtureLogE(this.#rows, this.#plannedMinutes) >= line;
  }

  // E = 0.98·E⁽⁰⁾ + 0.02·(mean of restarts): one of both must come to half of the line.
  #mayReach(line: number): boolean {
    const segment = this.#segment;
    if (!segment) return false;
    const whole = line + Math.log(0.5 / 0.98);
    const restart = line + Math.log(0.5 / 0.02);
    const { treatment, control, rho } = segment;
    const bound = best(treatment - rho * (treatment + control), treatment + control, rho);
    if (this.#fromStart + bound >= whole || this.#fromBest + bound >= restart) {
      const now = harmLogE(treatment, control, rho);
      if (this.#fromStart + now >= whole || this.#fromBest + now >= restart) return true;
    }
    return bestRestart(segment, restart) >= restart;
  }

  #segmentOf(rhoPpm: number): Segment {
    if (this.#segment?.rhoPpm === rhoPpm) return this.#segment;
    const before = this.#segment;
    if (before) {
      const whole = harmLogE(before.treatment, before.control, before.rho);
      this.#fromBest = Math.max(this.#fromBest + whole, bestRestart(before, Number.NEGATIVE_INFINITY), 0);
      this.#fromStart += whole;
    }
    this.#segment = {
      ...{ rho: rhoPpm / 1_000_000, rhoPpm, treatmentBefore: [], controlBefore: [], lowestS: [], largestN: [] },
      ...{ treatment: 0, control: 0 },
    };
    return this.#segment;
  }
}

function open(segment: Segment): void {
  const { treatment, control, rho } = segment;
  const block = Math.floor(segment.treatmentBefore.length / BLOCK);
  segment.treatmentBefore.push(treatment);
  segment.controlBefore.push(control);
  const n = treatment + control;
  segment.lowestS[block] = Math.min(segment.lowestS[block] ?? Number.POSITIVE_INFINITY, treatment - rho * n);
  segment.largestN[block] = n;
}

/** The largest ln E of a restart within the present ρ, or something below `from` when none comes to that. */
function bestRestart(segment: Segment, from: number): number {
  const { treatment, control, rho, treatmentBefore, controlBefore } = segment;
  const n = treatment + control;
  const s = treatment - rho * n;
  let most = Number.NEGATIVE_INFINITY;
  for (let block = 0; block < segment.lowestS.length; block++) {
    if (best(s - (segment.lowestS[block] ?? 0), n - (segment.largestN[block] ?? 0), rho) < from) continue;
    const end = Math.min(treatmentBefore.length, (block + 1) * BLOCK);
    for (let index = block * BLOCK; index < end; index++) {
      const t = treatment - (treatmentBefore[index] ?? 0);
      const c = control - (controlBefore[index] ?? 0);
      if (best(t - rho * (t + c), t + c, rho) < from) continue;
      most = Math.max(most, harmLogE(t, c, rho));
    }
  }
  return most;
}

/** What ln E is at most: 0 where treatment fails less than its share. */
function best(excess: number, n: number, rho: number): number {
  if (excess <= 0) return 0;
  return n <= 0 ? Number.POSITIVE_INFINITY : (excess * excess) / (n * rho * (1 - rho));
}
