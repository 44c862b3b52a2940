const MAX_REMEMBERED = 1_000;

/** Experiments halted here. They never come back while the process lives; the oldest are forgotten beyond 1,000. */
export class Halted {
  readonly #ids = new Set<string>();

  add(experiment: string): void {
    this.#ids.add(experiment);
    if (this.#ids.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }

  has(experiment: string): boolean {
    return this.#ids.has(experiment);
  }

  list(): string[] {
    return [...this.#ids];
  }
}
