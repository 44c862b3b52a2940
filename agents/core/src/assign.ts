import type { EntryExperiment, EntryPath, RingRange } from './entry-path.ts';
import { ringPosition } from './ring.ts';

/** The arm of one experiment a unit falls into. */
export interface Assignment {
  readonly experiment: EntryExperiment;
  readonly arm: 'treatment' | 'control';
}

const holds =
  (position: number) =>
  ([from, to]: RingRange): boolean =>
    position >= from && position < to;

/**
 * Puts a unit into an arm, or into none. Two rings: the path's says which experiment's pool holds the unit, the
 * experiment's own says which arm; so every group of users that joins later is split alike. Without a unit: none.
 */
export function assign(entry: EntryPath, unit: string | null): Assignment | null {
  if (!unit) return null;
  const inPool = holds(ringPosition(entry.salt, unit));
  const experiment = entry.experiments.find(({ pool }) => pool.some(inPool));
  if (!experiment) return null;
  const arm = ringPosition(experiment.salt, unit) < experiment.rhoPpm ? 'treatment' : 'control';
  return { experiment, arm };
}
