import type { RingRange } from '@hormesis/contract/agent-link.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Population } from '@hormesis/contract/experiment.ts';
import type { Fault } from '@hormesis/contract/fault.ts';
import type { Where } from '@hormesis/contract/place.ts';
import type { Database, Queryable } from '../../platform/database.ts';

/** An experiment that runs now, as far as agents are concerned. */
export interface LiveExperiment {
  readonly id: string;
  readonly path: string;
  readonly population: Population;
  readonly stage: number;
  readonly trafficPpm: number;
  readonly rhoPpm: number;
  readonly pool: readonly RingRange[];
  readonly armSalt: string;
  readonly unitKey: string;
  /** Only units with a hash below are told; null: all. */
  readonly unitsBelow: string | null;
  readonly eventsBelow: string | null;
  readonly faults: readonly { readonly callGroup: string; readonly where?: Where | undefined; readonly fault: Fault }[];
  /** Until when somebody runs its control loop, by the database's clock, milliseconds since 1970; 0: nobody. */
  readonly claimedUntilMs: number;
}

export interface LivePath {
  readonly ringSalt: string;
  readonly spec: CriticalPath;
}

/** What all replicas agree on at one moment of the database. */
export interface LiveRows {
  readonly revision: number;
  /** The database's clock when this was read, milliseconds since 1970. */
  readonly databaseMs: number;
  readonly experiments: readonly LiveExperiment[];
  readonly paths: readonly LivePath[];
}

interface ExperimentRow {
  experiment_id: string;
  path_name: string;
  population: Population;
  stage: number;
  rho_ppm: number;
  pool: RingRange[];
  arm_salt: string;
  unit_key: string;
  units_below: string | null;
  events_below: string | null;
  plan: { faults: { callGroup: string; where?: Where; fault: Fault }[]; ramp: { stages: { trafficPpm: number }[] } };
  claimed_until_ms: number;
}

/** Reads revision, clock, running experiments and paths in one snapshot, so that a revision names one state and no other. */
export function readLive(database: Database): Promise<LiveRows> {
  return database.transaction(async (client) => {
    const [, head, experiments, paths] = await Promise.all([
      client.query('set transaction isolation level repeatable read read only'),
      client.query<{ revision: number; now_ms: number }>(
        `select value as revision, extract(epoch from clock_timestamp())::float8 * 1000 as now_ms from hormesis.ruleset_revision`,
      ),
      client.query<ExperimentRow>(
        `select experiment_id, path_name, population, stage, rho_ppm, pool, arm_salt, unit_key, units_below, events_below, plan,
                coalesce(extract(epoch from controller_until), 0)::float8 * 1000 as claimed_until_ms
           from hormesis.experiments where state = 'running' order by experiment_id`,
      ),
      readPaths(client),
    ]);
    return {
      revision: head.rows[0]?.revision ?? 0,
      databaseMs: head.rows[0]?.now_ms ?? 0,
      experiments: experiments.rows.map(toLive),
      paths,
    };
  });
}

async function readPaths(client: Queryable): Promise<LivePath[]> {
  const result = await client.query<{ ring_salt: string; spec: CriticalPath }>(
    'select ring_salt, spec from hormesis.critical_paths order by path_name',
  );
  return result.rows.map((row) => ({ ringSalt: row.ring_salt, spec: row.spec }));
}

function toLive(row: ExperimentRow): LiveExperiment {
  return {
    id: row.experiment_id,
    path: row.path_name,
    population: row.population,
    stage: row.stage,
    trafficPpm: row.population === 'tester' ? 0 : (row.plan.ramp.stages[row.stage]?.trafficPpm ?? 0),
    rhoPpm: row.rho_ppm,
    pool: row.pool,
    armSalt: row.arm_salt,
    unitKey: row.unit_key,
    unitsBelow: row.units_below,
    eventsBelow: row.events_below,
    faults: row.plan.faults.map(({ callGroup, where, fault }) => ({ callGroup, where, fault })),
    claimedUntilMs: row.claimed_until_ms,
  };
}
