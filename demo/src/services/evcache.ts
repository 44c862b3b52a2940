import { injectionPoint } from '@hormesis/node';
import { type Place, placesNear } from '../platform/place.ts';

/** A copy that does not answer within this time is as good as gone, milliseconds. */
const TIMEOUT_MS = 50;
/** Entries kept at most; the catalogue is smaller, so only made-up titles can get here. */
const CAPACITY = 1_000;

export interface Evcache<Value> {
  /** What is kept under `key`, from the nearest copy that answers; undefined: not there, or no copy answers. */
  get(key: string): Promise<Value | undefined>;
  /** Keeps a value in all copies. */
  set(key: string, value: Value): void;
}

/**
 * Stands in for a cache with a copy in every zone of the region: reads go to the copy of one's own zone, and to the next
 * one when that is gone; writes go to all. What is in the copies is the same, so one map is enough for a stand-in.
 */
export function evcache<Value>(keepMs: number, here: Place | null, nowMs: () => number): Evcache<Value> {
  const kept = new Map<string, { value: Value; untilMs: number }>();
  const read = (key: string) => {
    const known = kept.get(key);
    return known && nowMs() < known.untilMs ? known.value : undefined;
  };
  const copies = placesNear(here);
  return {
    async get(key) {
      for (const place of copies) {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        try {
          return await injectionPoint('custom:evcache/get', () => read(key), { signal, ...(place && { place }) });
        } catch {
          // The next copy has it as well.
        }
      }
      return undefined;
    },
    set(key, value) {
      if (kept.size >= CAPACITY) kept.clear();
      kept.set(key, { value, untilMs: nowMs() + keepMs });
    },
  };
}
