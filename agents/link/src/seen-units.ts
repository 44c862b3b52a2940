interface Generations {
  young: Set<string>;
  old: Set<string>;
}

/**
 * Units seen before, at most `limit` per experiment: of two generations the old one is forgotten whole. (Deleting the
 * oldest of one big set looks simpler, but finding it walks over everything deleted before.) To tell a unit twice does no harm.
 */
export class SeenUnits {
  readonly #generationSize: number;
  readonly #byExperiment = new Map<string, Generations>();

  constructor(limit: number) {
    this.#generationSize = Math.ceil(limit / 2);
  }

  /** True the first time. */
  first(experiment: string, key: string): boolean {
    const seen = this.#of(experiment);
    if (seen.young.has(key) || seen.old.has(key)) return false;
    if (seen.young.size >= this.#generationSize) {
      seen.old = seen.young;
      seen.young = new Set();
    }
    seen.young.add(key);
    return true;
  }

  /** Forgets the experiments that are over. */
  keep(isKept: (experiment: string) => boolean): void {
    for (const experiment of [...this.#byExperiment.keys()]) {
      if (!isKept(experiment)) this.#byExperiment.delete(experiment);
    }
  }

  #of(experiment: string): Generations {
    const known = this.#byExperiment.get(experiment);
    if (known) return known;
    const none: Generations = { young: new Set(), old: new Set() };
    this.#byExperiment.set(experiment, none);
    return none;
  }
}
