import type { Queryable } from '../../platform/database.ts';

/** Drops rates and windows that nothing looks at any more, and agents gone for a day. */
export async function prune(client: Queryable): Promise<void> {
  await client.query(`delete from hormesis.recent_requests where bucket < clock_timestamp() - interval '1 hour'`);
  await client.query(`delete from hormesis.free_requests where bucket < clock_timestamp() - interval '1 hour'`);
  await client.query(`delete from hormesis.recent_injections where bucket < clock_timestamp() - interval '1 hour'`);
  await client.query(`delete from hormesis.path_rates where bucket < clock_timestamp() - interval '1 hour'`);
  await client.query(`delete from hormesis.call_rates where bucket < clock_timestamp() - interval '1 hour'`);
  await forgetBeyondSamples(client);
  await client.query(`delete from hormesis.idempotency_keys where created_at < clock_timestamp() - interval '1 day'`);
  await client.query(
    `delete from hormesis.agents where connected_to is null and last_seen_at < clock_timestamp() - interval '1 day'`,
  );
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
