import type { Thinned } from '@hormesis/contract/agent-link.ts';

/** `units`: exposures and what applications tell; `events`: the failed and slow ones that entries see. */
export type Sampled = 'units' | 'events';
type Below = Record<Sampled, string | null>;

interface Thresholds {
  asked: Below;
  own: Below;
}

/** The hashes of 64 bits, so half of them begin below `8000000000000000`. */
const ALL = 1n << 64n;

/**
 * Whose units are told: those with a hash below a threshold, which is the same for both arms. The control plane lowers
 * it as volume grows, and the agent by itself when it could not hold its records. It never rises within an experiment,
 * so what all agents told of units below the lowest one is complete, and arms stay comparable whatever was left out.
 * Hashes are keyed per experiment: the units below are a fair part of all.
 */
export class Sampling {
  readonly #byExperiment = new Map<string, Thresholds>();

  takes(sampled: Sampled, experiment: string, unit: string): boolean {
    const below = this.#below(sampled, experiment);
    return below === null || unit < below;
  }

  /** What the control plane asks for now; null: every unit. */
  ask(experiment: string, units: string | null, events: string | null): void {
    if (units === null && events === null && !this.#byExperiment.has(experiment)) return;
    this.#of(experiment).asked = { units, events };
  }

  /** Halves the part of the units that is told. */
  thin(sampled: Sampled, experiment: string): void {
    const below = this.#below(sampled, experiment);
    const half = (below === null ? ALL : BigInt(`0x${below}`)) >> 1n;
    this.#of(experiment).own[sampled] = half.toString(16).padStart(16, '0');
  }

  /** Experiments of which this agent tells less than it was asked to. */
  thinned(): Thinned[] {
    return [...this.#byExperiment].flatMap(([experiment, { asked, own }]) => {
      const units = lessThan(own.units, asked.units);
      const events = lessThan(own.events, asked.events);
      if (units === null && events === null) return [];
      return { experiment, ...(units && { sampleBelow: units }), ...(events && { eventsBelow: events }) };
    });
  }

  /** Forgets the experiments that are over. */
  keep(isKept: (experiment: string) => boolean): void {
    for (const experiment of [...this.#byExperiment.keys()]) {
      if (!isKept(experiment)) this.#byExperiment.delete(experiment);
    }
  }

  #below(sampled: Sampled, experiment: string): string | null {
    const known = this.#byExperiment.get(experiment);
    if (known === undefined) return null;
    const { asked, own } = known;
    return lessThan(own[sampled], asked[sampled]) ?? asked[sampled];
  }

  #of(experiment: string): Thresholds {
    const known = this.#byExperiment.get(experiment);
    if (known) return known;
    const none = { asked: { units: null, events: null }, own: { units: null, events: null } };
    this.#byExperiment.set(experiment, none);
    return none;
  }
}

/** `own` when it leaves out more than `asked`; thresholds have the same length, so text compares as numbers do. */
function lessThan(own: string | null, asked: string | null): string | null {
  return own !== null && (asked === null || own < asked) ? own : null;
}
