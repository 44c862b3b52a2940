import type { Queryable } from '../../platform/database.ts';
import type { DueDelivery, EventData, StoredEvent, Webhook } from './webhook.ts';
import { toWebhook, type WebhookRow } from './webhook-queries.ts';

/** Takes the webhooks that have something to send and that no other replica is at, for `claimMs` milliseconds. */
export async function claimDue(client: Queryable, boot: string, claimMs: number): Promise<string[]> {
  const result = await client.query<{ webhook_id: string }>(
    `update hormesis.webhooks set claimed_by = $1, claimed_until = clock_timestamp() + $2 * interval '1 millisecond'
      where webhook_id in (
        select w.webhook_id from hormesis.webhooks w
         where (w.claimed_by is null or w.claimed_by = $1 or w.claimed_until < clock_timestamp())
           and (w.paused_until is null or w.paused_until <= clock_timestamp())
           and exists (select from hormesis.webhook_deliveries d
                        where d.webhook_id = w.webhook_id and d.state = 'pending' and d.next_attempt_at <= clock_timestamp())
           for update skip locked)
      returning webhook_id`,
    [boot, claimMs],
  );
  return result.rows.map((row) => row.webhook_id);
}

/** A webhook that this process may send to now, and how often it failed in a row. */
export interface Claimed {
  readonly webhook: Webhook;
  readonly failures: number;
}

/** Keeps a claim that this process still has and that may send now; null: it is over, or the receiver is given a pause. */
export async function renewClaim(
  client: Queryable,
  { webhook, boot, claimMs }: { webhook: string; boot: string; claimMs: number },
): Promise<Claimed | null> {
  const result = await client.query<WebhookRow & { failures: number }>(
    `update hormesis.webhooks set claimed_until = clock_timestamp() + $3 * interval '1 millisecond'
      where webhook_id = $1 and claimed_by = $2 and claimed_until > clock_timestamp()
        and (paused_until is null or paused_until <= clock_timestamp())
      returning webhook_id, webhook_name, url, format, events, secret, authorization_header, failures`,
    [webhook, boot, claimMs],
  );
  const row = result.rows[0];
  return row ? { webhook: toWebhook(row), failures: row.failures } : null;
}

/** Leaves a webhook to whoever looks next. */
export async function releaseClaim(client: Queryable, webhook: string, boot: string): Promise<void> {
  await client.query(
    'update hormesis.webhooks set claimed_by = null, claimed_until = null where webhook_id = $1 and claimed_by = $2',
    [webhook, boot],
  );
}

export interface EventRow {
  event_id: string;
  kind: StoredEvent['kind'];
  happened_at: Date;
  data: EventData;
  experiment_id: string | null;
  title: string | null;
  owner: string | null;
  scenario_name: string | null;
  path_name: string | null;
  population: string | null;
  started_at: Date | null;
}

/** An event `e` with its experiment `x`. */
export const EVENT_COLUMNS = `e.event_id, e.kind, e.happened_at, e.data, x.experiment_id, x.plan->>'title' as title, x.plan->>'owner' as owner,
  x.scenario_name, x.path_name, x.population, x.started_at`;
export const EVENT_EXPERIMENT = `left join hormesis.experiments x on x.experiment_id = e.data->>'experiment'`;

export function toStoredEvent(row: EventRow): StoredEvent {
  const experiment = row.experiment_id !== null && {
    ...{ id: row.experiment_id, title: row.title ?? '', owner: row.owner ?? '', scenario: row.scenario_name ?? '' },
    ...{ path: row.path_name ?? '', population: row.population ?? '', startedAt: row.started_at },
  };
  return { id: row.event_id, kind: row.kind, at: row.happened_at, data: row.data, experiment: experiment || null };
}

/**
 * What is sent next: of each subject only its oldest event that waits may be, so that an event never overtakes an earlier one
 * of the same experiment; of these the one that has waited longest for its turn.
 */
export async function nextDue(client: Queryable, webhook: string): Promise<DueDelivery | null> {
  const result = await client.query<EventRow & { delivery_id: number; attempts: number }>(
    `select d.delivery_id, d.attempts, ${EVENT_COLUMNS}
       from (select distinct on (subject) delivery_id, event_seq, attempts, next_attempt_at from hormesis.webhook_deliveries
              where webhook_id = $1 and state = 'pending' order by subject, event_seq) d
       join hormesis.webhook_events e on e.event_seq = d.event_seq ${EVENT_EXPERIMENT}
      where d.next_attempt_at <= clock_timestamp()
      order by d.next_attempt_at, d.event_seq limit 1`,
    [webhook],
  );
  const row = result.rows[0];
  return row ? { id: row.delivery_id, attempts: row.attempts, event: toStoredEvent(row) } : null;
}

/** The receiver has it; it works. */
export async function writeDelivered(
  client: Queryable,
  { webhook, delivery, status, tookMs }: { webhook: string; delivery: number; status: number; tookMs: number },
): Promise<void> {
  await client.query(
    `update hormesis.webhook_deliveries
        set state = 'delivered', attempts = attempts + 1, last_status = $2, last_error = null, took_ms = $3,
            last_attempt_at = clock_timestamp(), finished_at = clock_timestamp()
      where delivery_id = $1`,
    [delivery, status, tookMs],
  );
  await client.query(
    'update hormesis.webhooks set failures = 0, failing_since = null, paused_until = null where webhook_id = $1 and failures > 0',
    [webhook],
  );
}

/** An attempt failed: when the next one of this event may be made, or that there is none. */
export async function writeFailed(
  client: Queryable,
  failed: { delivery: number; status: number | null; error: string; retryInMs: number | null; tookMs: number },
): Promise<void> {
  await client.query(
    `update hormesis.webhook_deliveries
        set attempts = attempts + 1, last_status = $2, last_error = $3, took_ms = $5, last_attempt_at = clock_timestamp(),
            next_attempt_at = clock_timestamp() + coalesce($4, 0) * interval '1 millisecond',
            state = case when $4::float8 is null then 'given_up' else state end,
            finished_at = case when $4::float8 is null then clock_timestamp() end
      where delivery_id = $1 and state = 'pending'`,
    [failed.delivery, failed.status, failed.error, failed.retryInMs, failed.tookMs],
  );
}

/** The receiver failed, whatever the event: it is left alone for `pausedMs` milliseconds. */
export async function writePaused(client: Queryable, webhook: string, pausedMs: number): Promise<void> {
  await client.query(
    `update hormesis.webhooks set failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
            paused_until = clock_timestamp() + $2 * interval '1 millisecond'
      where webhook_id = $1`,
    [webhook, pausedMs],
  );
}
