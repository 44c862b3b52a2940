import type { Detection, Effect } from '../guardrail/detection.ts';
import type { FalseHalts } from '../guardrail/equal-arms.ts';

/** One line of the table of equal arms. */
export interface EqualRow {
  readonly name: string;
  readonly results: readonly FalseHalts[];
}

/** One line of the table of detection. */
export interface HarmedRow {
  readonly when: 'early' | 'late';
  readonly rho: number;
  readonly effect: Effect;
  readonly bound: number;
  readonly results: readonly Detection[];
}

/** A share and its standard error; nothing seen in n runs may still be one in n. */
export function shareOf<T>(results: readonly T[], counts: (each: T) => boolean): { share: number; se: number } {
  const share = results.filter(counts).length / results.length;
  const cautious = Math.max(share, 1 / results.length);
  return { share, se: Math.sqrt((cautious * (1 - cautious)) / results.length) };
}

export function medianFailing(results: readonly Detection[], units = (each: Detection) => each.byHarmTest): number {
  return results.map(units).sort((a, b) => a - b)[Math.floor(results.length / 2)] ?? Number.NaN;
}
