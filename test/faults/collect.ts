import type { TimelineKind } from '@hormesis/contract/experiment.ts';
import type { Database } from '@hormesis/server/platform/database.ts';
import { nowMs } from './fleet/journal.ts';
import type { Ended, Line } from './judge/material.ts';

/** Every experiment with the salts and the pool that decide who is in which arm. */
export async function readExperiments(database: Database): Promise<Ended[]> {
  const result = await database.query<{
    id: string;
    state: string;
    arm_salt: string;
    ring_salt: string;
    rho_ppm: number;
    pool: [number, number][];
    plan: { ramp: { stages: { trafficPpm: number }[] } };
  }>(
    `select experiment_id as id, state, arm_salt, ring_salt, rho_ppm, pool, plan
       from hormesis.experiments join hormesis.critical_paths using (path_name)`,
  );
  return result.rows.map((row) => ({
    ...{ id: row.id, state: row.state, armSalt: row.arm_salt, ringSalt: row.ring_salt },
    ...{ rhoPpm: row.rho_ppm, pool: row.pool, shares: row.plan.ramp.stages.map((stage) => stage.trafficPpm) },
  }));
}

/** All timelines, in the order in which they were written. */
export async function readLines(database: Database): Promise<Line[]> {
  const offsetMs = Date.now() - nowMs();
  const result = await database.query<{
    experiment: string;
    id: number;
    at: number;
    kind: TimelineKind;
    actor: string;
    text: string;
    detail: Record<string, unknown>;
  }>(
    `select experiment_id as experiment, event_id as id, extract(epoch from happened_at)::float8 * 1000 as at, kind, actor, text, detail
       from hormesis.experiment_events order by event_id`,
  );
  return result.rows.map(({ at, ...line }) => ({ ...line, atMs: at - offsetMs }));
}
