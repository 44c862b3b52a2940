import type { RingRange } from '@hormesis/contract/agent-link.ts';
import { WHOLE_PPM } from '@hormesis/contract/share.ts';

export interface StripSegment {
  readonly fromPpm: number;
  readonly toPpm: number;
  readonly kind: 'treatment' | 'control' | 'free';
  readonly experiment: string | null;
}

export interface PoolOnStrip {
  readonly experiment: string;
  readonly pool: readonly RingRange[];
  readonly rhoPpm: number;
}

/**
 * A path's traffic as one bar, to scale. Inside a pool the arms lie mixed; the bar draws each range's treatment first, so
 * that its width, not its place, says how much it is.
 */
export function stripOf(pools: readonly PoolOnStrip[]): StripSegment[] {
  const ranges = pools
    .flatMap(({ experiment, pool, rhoPpm }) => pool.map(([from, to]) => ({ experiment, from, to, rhoPpm })))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from);
  const segments: StripSegment[] = [];
  let position = 0;
  for (const { experiment, from, to, rhoPpm } of ranges) {
    if (from > position) segments.push({ fromPpm: position, toPpm: from, kind: 'free', experiment: null });
    const border = from + Math.round(((to - from) * rhoPpm) / WHOLE_PPM);
    if (border > from) segments.push({ fromPpm: from, toPpm: border, kind: 'treatment', experiment });
    if (to > border) segments.push({ fromPpm: border, toPpm: to, kind: 'control', experiment });
    position = to;
  }
  if (position < WHOLE_PPM) segments.push({ fromPpm: position, toPpm: WHOLE_PPM, kind: 'free', experiment: null });
  return segments;
}
