import type { Queryable } from '../../platform/database.ts';

/** Nobody reads of what happened yesterday as if it were now: what could not be delivered for a day is given up, and shown. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** More than this never waits for one webhook; the oldest are given up. */
const MOST_PENDING = 10_000;
/** Of what has ended so much is kept for each webhook, and so long. */
const MOST_ENDED = 1_000;
const KEPT_MS = 7 * 24 * 3_600_000;

/** Gives up what nobody takes and removes what is old, so that neither grows without bound. Returns how many were given up. */
export async function sweepDeliveries(client: Queryable): Promise<number> {
  const given = await client.query(
    `update hormesis.webhook_deliveries d
        set state = 'given_up', finished_at = clock_timestamp(), last_error = coalesce(d.last_error, 'its turn did not come within a day')
       from (select delivery_id, row_number() over (partition by webhook_id order by delivery_id desc) as place
               from hormesis.webhook_deliveries where state = 'pending') ranked
      where ranked.delivery_id = d.delivery_id and d.state = 'pending'
        and (ranked.place > $1 or d.wanted_at < clock_timestamp() - $2 * interval '1 millisecond')`,
    [MOST_PENDING, GIVE_UP_AFTER_MS],
  );
  await client.query(
    `delete from hormesis.webhook_deliveries d
      using (select delivery_id, row_number() over (partition by webhook_id order by delivery_id desc) as place
               from hormesis.webhook_deliveries where state <> 'pending') ranked
      where ranked.delivery_id = d.delivery_id and d.state <> 'pending'
        and (ranked.place > $1 or d.finished_at < clock_timestamp() - $2 * interval '1 millisecond')`,
    [MOST_ENDED, KEPT_MS],
  );
  // Of webhooks that were removed while an event was being written.
  await client.query(
    `delete from hormesis.webhook_deliveries d
      where d.wanted_at < clock_timestamp() - interval '1 minute'
        and not exists (select from hormesis.webhooks w where w.webhook_id = d.webhook_id)`,
  );
  await client.query(
    `delete from hormesis.webhook_events e
      where e.happened_at < clock_timestamp() - interval '1 hour'
        and not exists (select from hormesis.webhook_deliveries d where d.event_seq = e.event_seq)`,
  );
  return given.rowCount ?? 0;
}
