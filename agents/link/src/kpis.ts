import type { Clock } from '@hormesis/core/lease.ts';
import type { RequestContext } from './agent.ts';
import { SeenUnits } from './seen-units.ts';
import type { Standing } from './standing.ts';
import type { Sums } from './sums.ts';

const MAX_SEEN = 250_000;
/** Names an application may tell in its life; a name made from data would otherwise be a KPI for every value. */
const MAX_NAMES = 100;
/** What the entries themselves observe: an application that could tell these could halt an experiment falsely. */
const OWN: ReadonlySet<string> = new Set(['failed', 'slow']);

/**
 * What the application says its users did. A unit's first event of a KPI in a stage is told, as its first request in the
 * stage is: whoever is missing it is looked for in each stage anew.
 */
export class Kpis {
  readonly #standing: Standing;
  readonly #sums: Sums;
  readonly #clock: Clock;
  readonly #told = new SeenUnits(MAX_SEEN);
  readonly #names = new Set<string>();

  constructor(standing: Standing, sums: Sums, clock: Clock) {
    this.#standing = standing;
    this.#sums = sums;
    this.#clock = clock;
  }

  record({ experiment, arm, unit }: RequestContext, kpi: string): void {
    if (arm === 'tester' || unit === null || !this.#standing.knows(experiment)) return;
    const stage = this.#standing.stage(experiment);
    const rhoPpm = this.#standing.rhoPpm(experiment);
    if (!this.#takes(kpi)) this.#sums.count('kpi_refused');
    else if (stage === null || rhoPpm === null) this.#sums.count('kpi_without_share');
    else if (this.#sums.sampling.takes('units', experiment, unit)) {
      if (!this.#told.first(experiment, `${stage}\n${kpi}\n${unit}`)) return;
      this.#sums.event({ experiment, kpi, stage, rhoPpm, arm, unit, atMs: this.#clock.monotonicMs() }, 'units');
    }
  }

  /** Forgets the units of experiments that are over. */
  forgetEnded(): void {
    this.#told.keep((experiment) => this.#standing.knows(experiment));
  }

  #takes(kpi: string): boolean {
    if (OWN.has(kpi) || kpi.length === 0 || kpi.length > 64) return false;
    if (this.#names.size < MAX_NAMES) this.#names.add(kpi);
    return this.#names.has(kpi);
  }
}
