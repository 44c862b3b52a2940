import type { Queryable } from '../../platform/database.ts';

/** Windows of seconds, for brakes, rates and the map. */
const KEPT_AN_HOUR = [
  'recent_requests',
  'free_requests',
  'recent_injections',
  'path_rates',
  'call_rates',
  'place_rates',
] as const;

/**
 * Drops what nothing looks at any more: windows and calls of single instances after an hour, answers to requests and agents that are gone after a day,
 * call groups that were not called for a month. Ended experiments are archived elsewhere (`../experiments/archive.ts`).
 */
export async function prune(client: Queryable): Promise<void> {
  for (const table of KEPT_AN_HOUR)
    await client.query(`delete from hormesis.${table} where bucket < clock_timestamp() - interval '1 hour'`);
  await forgetBeyondSamples(client);
  await client.query(`delete from hormesis.idempotency_keys where created_at < clock_timestamp() - interval '1 day'`);
  // Kept a little longer than the answers: as long as an answer could still be asked for.
  await client.query(`delete from hormesis.deeds where done_at < clock_timestamp() - interval '25 hours'`);
  await client.query(
    `delete from hormesis.agents where connected_to is null and last_seen_at < clock_timestamp() - interval '1 day'`,
  );
  await client.query(`delete from hormesis.call_groups where last_seen_at < clock_timestamp() - interval '30 days'`);
  // Asked for by the gate only, and there are as many rows as instances and stages.
  await client.query(
    `delete from hormesis.instance_calls using hormesis.experiments
      where experiments.experiment_id = instance_calls.experiment_id and experiments.ended_at < clock_timestamp() - interval '1 hour'`,
  );
  await forgetArchived(client);
}

/** Reports that came when their experiment was archived already: from an agent that was cut off for days. */
async function forgetArchived(client: Queryable): Promise<void> {
  for (const table of ['exposures', 'first_events', 'told_events', 'instance_calls'] as const) {
    await client.query(
      `delete from hormesis.${table} as late using hormesis.archived_experiments as archived
        where late.experiment_id = archived.experiment_id and archived.archived_at > clock_timestamp() - interval '30 days'`,
    );
  }
}

/** Units that are not counted any more since their experiment counts fewer. */
async function forgetBeyondSamples(client: Queryable): Promise<void> {
  for (const table of ['exposures', 'told_events'] as const) {
    await client.query(
      `delete from hormesis.${table} as beyond using hormesis.experiments
        where experiments.experiment_id = beyond.experiment_id and beyond.unit_hash >= experiments.units_below`,
    );
  }
}
