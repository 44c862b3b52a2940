/**
 * Units that were counted a short while ago: each is counted at most once within the window. Of two generations the older
 * one is forgotten whole, so a unit counts again after one to two windows. Beyond the limit nothing is counted: what
 * is asked of this is whether there are some dozens, not how many thousands.
 */
export class RecentUnits {
  readonly #windowMs: number;
  readonly #limit: number;
  #young = new Set<string>();
  #old = new Set<string>();
  #turnedMs = 0;

  constructor(windowMs: number, limit: number) {
    this.#windowMs = windowMs;
    this.#limit = limit;
  }

  /** True when the unit is to be counted now. */
  first(unit: string, nowMs: number): boolean {
    this.#turn(nowMs);
    if (this.#young.has(unit) || this.#old.has(unit) || this.#young.size >= this.#limit) return false;
    this.#young.add(unit);
    return true;
  }

  #turn(nowMs: number): void {
    const passedMs = nowMs - this.#turnedMs;
    if (passedMs < this.#windowMs) return;
    this.#old = passedMs < 2 * this.#windowMs ? this.#young : new Set();
    this.#young = new Set();
    this.#turnedMs = nowMs;
  }
}
