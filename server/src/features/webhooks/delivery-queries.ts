import type { DeliveryState, WebhookDelivery } from '@hormesis/contract/webhook.ts';
import type { Queryable } from '../../platform/database.ts';
import { EVENT_COLUMNS, EVENT_EXPERIMENT, type EventRow, toStoredEvent } from './claim-queries.ts';
import { composeEvent } from './compose-event.ts';
import type { Attempt, StoredEvent } from './webhook.ts';

interface DeliveryRow extends EventRow {
  delivery_id: number;
  subject: string;
  state: DeliveryState['name'];
  attempts: number;
  next_attempt_at: Date;
  last_status: number | null;
  last_error: string | null;
  took_ms: number | null;
  finished_at: Date | null;
}

const SELECT = `select d.delivery_id, d.subject, d.state, d.attempts, d.next_attempt_at, d.last_status, d.last_error, d.took_ms,
    d.finished_at, ${EVENT_COLUMNS}
  from hormesis.webhook_deliveries d join hormesis.webhook_events e on e.event_seq = d.event_seq ${EVENT_EXPERIMENT}`;

export interface DeliveryFilter {
  readonly state: DeliveryState['name'] | null;
  readonly before: number | null;
  readonly limit: number;
}

/** Deliveries of one webhook, newest first. */
export async function listDeliveries(
  client: Queryable,
  webhook: string,
  { state, before, limit }: DeliveryFilter,
): Promise<WebhookDelivery[]> {
  const result = await client.query<DeliveryRow>(
    `${SELECT} where d.webhook_id = $1 and ($2::text is null or d.state = $2) and ($3::bigint is null or d.delivery_id < $3)
      order by d.delivery_id desc limit $4`,
    [webhook, state, before, limit],
  );
  return result.rows.map(toView);
}

/** Puts an event back to be sent, as new as if it had just happened; null: there is no such delivery. */
export async function writeRedelivery(
  client: Queryable,
  webhook: string,
  delivery: number,
): Promise<WebhookDelivery | null> {
  await client.query(
    `update hormesis.webhook_deliveries set state = 'pending', wanted_at = clock_timestamp(), next_attempt_at = clock_timestamp(), finished_at = null, attempts = 0, last_error = null
      where webhook_id = $1 and delivery_id = $2`,
    [webhook, delivery],
  );
  // Somebody has mended the receiver: the pause is not waited for.
  await client.query('update hormesis.webhooks set paused_until = null where webhook_id = $1', [webhook]);
  const result = await client.query<DeliveryRow>(`${SELECT} where d.webhook_id = $1 and d.delivery_id = $2`, [
    webhook,
    delivery,
  ]);
  const row = result.rows[0];
  return row ? toView(row) : null;
}

/** An event that is only for one webhook, to see whether it arrives. */
export async function insertTestEvent(client: Queryable, webhook: string, actor: string): Promise<StoredEvent> {
  const data = { actor, text: `${actor} asked whether this webhook works.` };
  const result = await client.query<{ event_id: string; happened_at: Date }>(
    `insert into hormesis.webhook_events (kind, subject, happened_at, data) values ('test', $1, clock_timestamp(), $2)
     returning event_id, happened_at`,
    [webhook, data],
  );
  const row = result.rows[0];
  if (!row) throw new Error('a test event was not stored');
  return { id: row.event_id, kind: 'test', at: row.happened_at, data, experiment: null };
}

/** Writes what came of a test into the log; it is not tried again. */
export async function insertTried(
  client: Queryable,
  webhook: string,
  event: StoredEvent,
  tried: Attempt,
): Promise<void> {
  const delivered = tried.kind === 'delivered';
  await client.query(
    `insert into hormesis.webhook_deliveries
       (webhook_id, event_seq, subject, state, attempts, last_status, last_error, took_ms, last_attempt_at, finished_at)
     select $1, event_seq, subject, $3, 1, $4, $5, $6, clock_timestamp(), clock_timestamp()
       from hormesis.webhook_events where event_id = $2`,
    [
      ...[webhook, event.id, delivered ? 'delivered' : 'given_up'],
      ...[tried.status, delivered ? null : tried.error, tried.tookMs],
    ],
  );
}

function toView(row: DeliveryRow): WebhookDelivery {
  const event = composeEvent(toStoredEvent(row), null);
  return {
    id: row.delivery_id,
    event: { id: event.id, kind: event.kind, at: event.at, subject: row.subject, text: event.text },
    state: stateOf(row),
    attempts: row.attempts,
    error: row.state === 'delivered' ? null : row.last_error,
  };
}

function stateOf({ state, next_attempt_at, finished_at, last_status, took_ms }: DeliveryRow): DeliveryState {
  const at = (finished_at ?? next_attempt_at).toISOString();
  switch (state) {
    case 'pending':
      return { name: 'pending', nextAttemptAt: next_attempt_at.toISOString() };
    case 'delivered':
      return { name: 'delivered', at, status: last_status ?? 0, tookMs: took_ms ?? 0 };
    case 'given_up':
      return { name: 'given_up', at };
  }
}
