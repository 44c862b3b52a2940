import type { PerArm } from '@hormesis/contract/arm.ts';
import type { ArmPoint } from '@hormesis/contract/experiment.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Counts } from './experiment.ts';

/** What is kept of the observations of an experiment that ended long ago. */
export interface Archived {
  readonly counts: Counts;
  /** Units of each arm that were counted: of the sample, where there was one. */
  readonly units: PerArm;
  readonly points: ArmPoint[];
}

/** What is known of single units and instances; all of it is in the sums that are kept. */
const SINGLE = ['exposures', 'first_events', 'told_events', 'instance_calls', 'thinned'] as const;

/** Ids of experiments that ended more than `days` ago and are not archived, the oldest first, at most `limit`. */
export async function listToArchive(client: Queryable, days: number, limit: number): Promise<string[]> {
  const result = await client.query<{ experiment_id: string }>(
    `select experiment_id from hormesis.experiments
      where ended_at < clock_timestamp() - $1 * interval '1 day'
        and not exists (select 1 from hormesis.archived_experiments as archived where archived.experiment_id = experiments.experiment_id)
      order by ended_at limit $2`,
    [days, limit],
  );
  return result.rows.map((row) => row.experiment_id);
}

/** Keeps the sums of an experiment; false when another process has done so meanwhile. */
export async function saveArchived(client: Queryable, id: string, archived: Archived): Promise<boolean> {
  const saved = await client.query(
    `insert into hormesis.archived_experiments (experiment_id, counts, units, points) values ($1, $2, $3, $4)
     on conflict (experiment_id) do nothing`,
    [id, JSON.stringify(archived.counts), JSON.stringify(archived.units), JSON.stringify(archived.points)],
  );
  return saved.rowCount === 1;
}

/** Drops what is known of single units and instances of an experiment, and of its calls those that nothing was done to. */
export async function dropSingle(client: Queryable, id: string): Promise<void> {
  for (const table of SINGLE) await client.query(`delete from hormesis.${table} where experiment_id = $1`, [id]);
  await client.query(
    `delete from hormesis.call_sums
      where experiment_id = $1 and injected + skipped + absorbed_fallback + absorbed_retry + absorbed_handler + visible + opened + rejected + timed_out + fallbacks = 0`,
    [id],
  );
}

/** What was kept, or null while everything is still there. */
export async function readArchived(client: Queryable, id: string): Promise<Archived | null> {
  const result = await client.query<Archived>(
    'select counts, units, points from hormesis.archived_experiments where experiment_id = $1',
    [id],
  );
  return result.rows[0] ?? null;
}
