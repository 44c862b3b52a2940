import type { RingRange } from '@hormesis/contract/agent-link.ts';

const RING = 1_000_000;

export interface GrownPool {
  /** Sorted, merged, disjoint `[from, to)` ranges. */
  readonly pool: RingRange[];
  /** What could not be had because other experiments hold the rest of the ring. */
  readonly missingPpm: number;
}

/**
 * Grows an experiment's pool on the path's ring to `targetWidthPpm`: keeps all it has, adds free ranges from `startPpm` on,
 * going round. `taken` are the pools of the path's other experiments, which are never touched; a new experiment starts at a
 * random place, so that no corner of the ring is always the first to suffer. A pool never shrinks.
 */
export function growPool(
  current: readonly RingRange[],
  taken: readonly RingRange[],
  targetWidthPpm: number,
  startPpm: number,
): GrownPool {
  const added: RingRange[] = [];
  let missingPpm = Math.max(0, targetWidthPpm - widthOf(current));
  for (const [from, to] of goingRound(freeRanges([...current, ...taken]), startPpm)) {
    if (missingPpm === 0) break;
    const width = Math.min(to - from, missingPpm);
    added.push([from, from + width]);
    missingPpm -= width;
  }
  return { pool: merged([...current, ...added]), missingPpm };
}

/** Total width of ranges on the ring, overlaps counted once. */
export function widthOf(ranges: readonly RingRange[]): number {
  return merged(ranges).reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Sorts ranges and joins those that touch or overlap; empty ones vanish. */
function merged(ranges: readonly RingRange[]): RingRange[] {
  const result: RingRange[] = [];
  for (const [from, to] of ranges.filter(([start, end]) => end > start).sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function freeRanges(occupied: readonly RingRange[]): RingRange[] {
  const free: RingRange[] = [];
  let position = 0;
  for (const [from, to] of merged(occupied)) {
    if (from > position) free.push([position, from]);
    position = to;
  }
  if (position < RING) free.push([position, RING]);
  return free;
}

/** The same ranges in the order in which one meets them from `startPpm` on; one that lies across the start is cut there. */
function goingRound(free: readonly RingRange[], startPpm: number): RingRange[] {
  const ahead: RingRange[] = free.map(([from, to]) => [Math.max(from, startPpm), to]);
  const behind: RingRange[] = free.map(([from, to]) => [from, Math.min(to, startPpm)]);
  return [...ahead, ...behind].filter(([from, to]) => to > from);
}
