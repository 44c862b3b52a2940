/** Entries kept at most; the catalogue is smaller, so only made-up titles can get here. */
const CAPACITY = 1_000;

/**
 * Remembers what `load` found for `keepMs` milliseconds: what is written about a title changes rarely, and a query costs
 * more than all the rest of a request. Failures are not remembered. Requests that miss at the same time each load.
 */
export function shortMemory<Value>(
  keepMs: number,
  load: (key: string) => Promise<Value>,
  nowMs: () => number = () => performance.now(),
): (key: string) => Promise<Value> {
  const kept = new Map<string, { value: Value; untilMs: number }>();
  return async (key) => {
    const known = kept.get(key);
    if (known && nowMs() < known.untilMs) return known.value;
    const value = await load(key);
    if (kept.size >= CAPACITY) kept.clear();
    kept.set(key, { value, untilMs: nowMs() + keepMs });
    return value;
  };
}
