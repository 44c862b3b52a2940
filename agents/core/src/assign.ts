import type { EntryExperiment, EntryPath } from './entry-path.ts';
import { ringPosition } from './ring.ts';

/** The arm of one experiment a unit falls into. */
export interface Assignment {
  readonly experiment: EntryExperiment;
  readonly arm: 'treatment' | 'control';
}

/**
 * Puts a unit into an arm, or into none. Two rings: the path's says which experiment's pool holds the unit, the
 * experiment's own says which arm; so every group of users that joins later is split alike. Without a unit: none.
 */
export function assign(entry: EntryPath, unit: string | null): Assignment | null {
  if (!unit || entry.experiments.length === 0) return null;
  const experiment = holderOf(entry.experiments, ringPosition(entry.salt, unit));
  if (!experiment) return null;
  const arm = ringPosition(experiment.salt, unit) < experiment.rhoPpm ? 'treatment' : 'control';
  return { experiment, arm };
}

/** The experiment whose pool holds a position. Plain loops: this runs for every request of the path. */
function holderOf(experiments: readonly EntryExperiment[], position: number): EntryExperiment | null {
  for (const experiment of experiments) {
    for (const [from, to] of experiment.pool) if (position >= from && position < to) return experiment;
  }
  return null;
}
