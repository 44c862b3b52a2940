import type { RingRange } from '@hormesis/contract/agent-link.ts';
import { randomPosition } from '../../platform/chance.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Experiment } from './experiment.ts';
import { listLive } from './experiment-queries.ts';
import type { ExperimentPorts } from './ports.ts';

export interface Place {
  readonly rhoPpm: number;
  readonly pool: RingRange[];
  readonly waitingFor: Experiment['waitingFor'];
}

/**
 * Where the units of a stage come from: what the experiment has, and free ranges of its path's ring. Call it inside a
 * transaction that holds the ruleset revision, so that no two experiments take the same range.
 */
export async function placeFor(
  client: Queryable,
  ports: ExperimentPorts,
  wanted: { id: string; path: string; pool: readonly RingRange[]; trafficPpm: number },
): Promise<Place> {
  const { rhoPpm, poolWidthPpm } = ports.ramp.layoutOf(wanted.trafficPpm);
  const others = (await listLive(client)).filter(
    (each) => each.path === wanted.path && each.id !== wanted.id && each.population === 'live',
  );
  const taken = others.flatMap((each) => each.pool);
  const { pool, missingPpm } = ports.ramp.growPool(wanted.pool, taken, poolWidthPpm, randomPosition());
  const oldest = others[0];
  return { rhoPpm, pool, waitingFor: missingPpm > 0 && oldest ? { experiment: oldest.id, missingPpm } : null };
}
