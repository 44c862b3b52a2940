/** Units seen before, bounded; the oldest are forgotten first: telling one twice does no harm. */
export class SeenUnits {
  readonly #limit: number;
  readonly #keysByExperiment = new Map<string, Set<string>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True the first time. */
  first(experiment: string, key: string): boolean {
    const keys = this.#of(experiment);
    if (keys.has(key)) return false;
    const [oldest] = keys;
    if (oldest !== undefined && keys.size >= this.#limit) keys.delete(oldest);
    keys.add(key);
    return true;
  }

  /** Forgets the experiments that are over. */
  keep(isKept: (experiment: string) => boolean): void {
    for (const experiment of [...this.#keysByExperiment.keys()]) {
      if (!isKept(experiment)) this.#keysByExperiment.delete(experiment);
    }
  }

  #of(experiment: string): Set<string> {
    const known = this.#keysByExperiment.get(experiment);
    if (known) return known;
    const keys = new Set<string>();
    this.#keysByExperiment.set(experiment, keys);
    return keys;
  }
}
