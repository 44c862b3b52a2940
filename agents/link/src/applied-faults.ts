/** So many pairs of call group and fault are told apart; a service has a handful. */
const MOST = 500;

/** Faults applied since the process began, for the service's own metrics: reports carry them away, this only grows. */
export class AppliedFaults {
  readonly #counts = new Map<string, { readonly callGroup: string; readonly fault: string; count: number }>();

  add(callGroup: string, fault: string): void {
    const key = `${fault}\n${callGroup}`;
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else if (this.#counts.size < MOST) this.#counts.set(key, { callGroup, fault, count: 1 });
  }

  list(): { readonly callGroup: string; readonly fault: string; readonly count: number }[] {
    return [...this.#counts.values()].map((each) => ({ ...each }));
  }
}
