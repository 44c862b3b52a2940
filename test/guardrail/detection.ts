import { budgetBrake, surgeBrake } from '@hormesis/server/features/analysis/brakes.ts';
import { sumsOf } from './equal-arms.ts';
import { HarmWatch } from './harm-watch.ts';
import { exponential, poisson, seeded } from './random.ts';

/** How much treatment is harmed: times the usual share of failing users; infinite is an outage, in which all fail. */
export const EFFECTS = { outage: Number.POSITIVE_INFINITY, x10: 10, x2: 2, x125: 1.25 } as const;
export type Effect = keyof typeof EFFECTS;

export interface Harmed {
  readonly seed: number;
  readonly rho: number;
  readonly effect: Effect;
  /** `late`: after half an hour in which nothing was harmed, of an experiment planned for an hour. */
  readonly when: 'early' | 'late';
  readonly alpha: number;
  readonly budgetUnits: number;
}

/** Failing units, of treatment for an outage and of both arms otherwise, from the beginning of the harm to the halt. */
export interface Detection {
  readonly byHarmTest: number;
  /** By the harm test or a brake, whatever came first; and what it was. */
  readonly withBrakes: number;
  readonly by: string;
}

const USUAL_SHARE = 0.002;
const QUIET_MINUTES = 30;
const PLANNED_MINUTES = 60;
/** In the quiet time so many units fail a second, in both arms together. */
const QUIET_PER_SECOND = 0.2;
/** Under harm so many units fail a second, in both arms together: slow enough that what counts is not when one looks. */
const FAILING_PER_SECOND = 2;

/** One experiment in which treatment is harmed, looked at after every failing unit until both ways have halted. */
export function detect(options: Harmed): Detection {
  const { rho, alpha, when, effect } = options;
  const random = seeded(options.seed);
  const watch = new HarmWatch(PLANNED_MINUTES);
  const rhoPpm = Math.round(rho * 1_000_000);
  const line = -Math.log(alpha);
  let atS = when === 'late' ? quiet(watch, rhoPpm, random) : 0;
  const beganS = atS;
  const inTreatment = shareInTreatment(rho, effect);
  const brakes = new Brakes(options, random);
  let failing = 0;
  let braked: { units: number; by: string } | null = null;
  while (true) {
    atS += exponential(FAILING_PER_SECOND, random);
    const treatment = random() < inTreatment;
    if (treatment || effect !== 'outage') failing += 1;
    watch.add(Math.floor(atS / 60), rhoPpm, treatment ? 1 : 0, treatment ? 0 : 1);
    brakes.fails(atS - beganS, treatment);
    const harmed = treatment && watch.reaches(line);
    if (!braked && harmed) braked = { units: failing, by: 'harm' };
    if (!braked && treatment) {
      const by = brakes.tripped(atS - beganS);
      if (by) braked = { units: failing, by };
    }
    if (harmed) return { byHarmTest: failing, withBrakes: braked?.units ?? failing, by: braked?.by ?? 'harm' };
  }
}

/** Of the units that fail, so many are in treatment. */
function shareInTreatment(rho: number, effect: Effect): number {
  const factor = Math.min(EFFECTS[effect], 1 / USUAL_SHARE);
  return (rho * factor) / (rho * factor + 1 - rho);
}

/** Nobody can do better on average (Wald): ln(1/α) over the information in one failing unit. An outage is taken as total. */
export function waldBound(rho: number, effect: Effect, alpha: number): number {
  const q = effect === 'outage' ? 1 : shareInTreatment(rho, effect);
  const information = q * Math.log(q / rho) + (q < 1 ? (1 - q) * Math.log((1 - q) / (1 - rho)) : 0);
  return -Math.log(alpha) / information;
}

/** Half an hour in which units fail in both arms alike; gives its end, seconds. */
function quiet(watch: HarmWatch, rhoPpm: number, random: () => number): number {
  for (let minute = 0; minute < QUIET_MINUTES; minute++) {
    const failing = poisson(QUIET_PER_SECOND * 60, random);
    let treatment = 0;
    for (let unit = 0; unit < failing; unit++) if (random() < rhoPpm / 1_000_000) treatment += 1;
    if (failing > 0) watch.add(minute, rhoPpm, treatment, failing - treatment);
  }
  return QUIET_MINUTES * 60;
}

/** The brakes on the same failing units; requests are as many as make that many fail. */
class Brakes {
  readonly #options: Harmed;
  readonly #perSecond: { treatment: number; control: number };
  readonly #before: { known: number; failing: number; knownControl: number; failingControl: number };
  readonly #recent: number[] = [];
  #treatment = 0;
  #control = 0;

  constructor(options: Harmed, random: () => number) {
    this.#options = options;
    const { rho, effect, when } = options;
    const factor = Math.min(EFFECTS[effect], 1 / USUAL_SHARE);
    const requests = FAILING_PER_SECOND / (USUAL_SHARE * (rho * factor + 1 - rho));
    this.#perSecond = { treatment: rho * requests, control: (1 - rho) * requests };
    const quietUnits = when === 'late' ? (QUIET_PER_SECOND * 60 * QUIET_MINUTES) / USUAL_SHARE : 0;
    this.#before = {
      known: rho * quietUnits,
      failing: poisson(rho * quietUnits * USUAL_SHARE, random),
      knownControl: (1 - rho) * quietUnits,
      failingControl: poisson((1 - rho) * quietUnits * USUAL_SHARE, random),
    };
  }

  fails(atS: number, treatment: boolean): void {
    if (!treatment) this.#control += 1;
    else {
      this.#treatment += 1;
      this.#recent.push(atS);
    }
  }

  tripped(atS: number): string | null {
    while ((this.#recent[0] ?? atS) < atS - 10) this.#recent.shift();
    const { known, failing, knownControl, failingControl } = this.#before;
    const treatment = known + atS * this.#perSecond.treatment;
    const control = knownControl + atS * this.#perSecond.control;
    const failed = failing + this.#treatment;
    const failedControl = failingControl + this.#control;
    if (this.#recent.length <= 15 && failed - (failedControl * treatment) / Math.max(1, control) < 40) return null;
    const stage = {
      ...{ stage: 0, trafficPpm: 0, rhoPpm: Math.round(this.#options.rho * 1_000_000), injections: 0 },
      exposed: { treatment, control },
      known: { treatment, control },
      failing: { treatment: failed, control: failedControl },
    };
    const active = { treatment: Math.min(10, atS) * this.#perSecond.treatment, control: 0 };
    const sums = sumsOf(0, [stage], { active, failing: { treatment: this.#recent.length, control: 0 } });
    if (surgeBrake(sums).tripped) return 'surge';
    return budgetBrake(sums, this.#options.budgetUnits).tripped ? 'budget' : null;
  }
}
