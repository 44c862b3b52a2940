import type { WebhookEventKind, WebhookFormat } from '@hormesis/contract/webhook.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Webhook } from './webhook.ts';

export interface WebhookRow {
  webhook_id: string;
  webhook_name: string;
  url: string;
  format: WebhookFormat;
  events: WebhookEventKind[];
  secret: string;
  authorization_header: string | null;
}

export function toWebhook(row: WebhookRow): Webhook {
  return {
    ...{ id: row.webhook_id, name: row.webhook_name, url: row.url, format: row.format, events: row.events },
    ...{ secret: row.secret, authorization: row.authorization_header },
  };
}

const COLUMNS = 'webhook_id, webhook_name, url, format, events, secret, authorization_header';

/** A webhook and how its deliveries go. */
export interface WebhookStanding {
  readonly webhook: Webhook;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly nextAttemptAt: Date | null;
  readonly lastDeliveredAt: Date | null;
  readonly lastError: string | null;
  readonly pending: number;
  readonly givenUp: number;
}

/** Writes a webhook, and says whether its name was free. Events from now on are its. */
export async function insertWebhook(client: Queryable, made: Webhook, actor: string): Promise<boolean> {
  const result = await client.query(
    `insert into hormesis.webhooks (${COLUMNS}, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (webhook_name) do nothing`,
    [made.id, made.name, made.url, made.format, [...made.events], made.secret, made.authorization, actor],
  );
  return result.rowCount === 1;
}

export async function countWebhooks(client: Queryable): Promise<number> {
  const result = await client.query<{ count: number }>('select count(*) from hormesis.webhooks');
  return result.rows[0]?.count ?? 0;
}

/** One webhook with its secret, or null. */
export async function findWebhook(client: Queryable, id: string): Promise<Webhook | null> {
  const result = await client.query<WebhookRow>(`select ${COLUMNS} from hormesis.webhooks where webhook_id = $1`, [id]);
  const row = result.rows[0];
  return row ? toWebhook(row) : null;
}

/** Removes a webhook and what it was or would have been sent. Returns its name, or null when there is none. */
export async function deleteWebhook(client: Queryable, id: string): Promise<string | null> {
  // In the order in which whoever delivers takes them: the other way round each may wait for the other.
  await client.query('delete from hormesis.webhook_deliveries where webhook_id = $1', [id]);
  const result = await client.query<{ webhook_name: string }>(
    'delete from hormesis.webhooks where webhook_id = $1 returning webhook_name',
    [id],
  );
  return result.rows[0]?.webhook_name ?? null;
}

interface StandingRow extends WebhookRow {
  created_at: Date;
  created_by: string;
  failures: number;
  failing_since: Date | null;
  next_attempt_at: Date | null;
  last_delivered_at: Date | null;
  last_error: string | null;
  pending: number;
  given_up: number;
}

/** All webhooks by name, or the one with this id. */
export async function listStandings(client: Queryable, id: string | null = null): Promise<WebhookStanding[]> {
  const result = await client.query<StandingRow>(
    `select ${COLUMNS}, created_at, created_by, failures, failing_since,
            greatest(w.paused_until, d.next_attempt_at) as next_attempt_at, d.last_delivered_at, d.pending, d.given_up,
            (select last_error from hormesis.webhook_deliveries e
              where e.webhook_id = w.webhook_id and e.last_error is not null order by e.last_attempt_at desc nulls last limit 1) as last_error
       from hormesis.webhooks w
      cross join lateral (
        select count(*) filter (where state = 'pending') as pending, count(*) filter (where state = 'given_up') as given_up,
               max(finished_at) filter (where state = 'delivered') as last_delivered_at,
               min(next_attempt_at) filter (where state = 'pending') as next_attempt_at
          from hormesis.webhook_deliveries d where d.webhook_id = w.webhook_id) d
      where $1::text is null or w.webhook_id = $1
      order by w.webhook_name`,
    [id],
  );
  return result.rows.map((row) => ({
    ...{ webhook: toWebhook(row), createdAt: row.created_at, createdBy: row.created_by },
    ...{ failures: row.failures, failingSince: row.failing_since, nextAttemptAt: row.next_attempt_at },
    ...{ lastDeliveredAt: row.last_delivered_at, lastError: row.last_error },
    ...{ pending: row.pending, givenUp: row.given_up },
  }));
}
