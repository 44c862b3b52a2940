import type {
  CreatedWebhook,
  CreateWebhookBody,
  WebhookDelivery,
  WebhookTestResult,
  WebhookView,
} from '@hormesis/contract/webhook.ts';
import { ApiError, refused } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { randomId, randomSecret } from '../../platform/chance.ts';
import type { Queryable } from '../../platform/database.ts';
import { AddressRefused, checkedUrl, shownAddress } from './address.ts';
import { attempt } from './attempt.ts';
import {
  type DeliveryFilter,
  insertTestEvent,
  insertTried,
  listDeliveries,
  writeRedelivery,
} from './delivery-queries.ts';
import type { Telling } from './ports.ts';
import type { Webhook } from './webhook.ts';
import {
  countWebhooks,
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listStandings,
  type WebhookStanding,
} from './webhook-queries.ts';

/** Each event is written once for each of them, in the transaction of the deed. */
const MOST_WEBHOOKS = 50;

/** All webhooks by name. */
export async function viewWebhooks(client: Queryable): Promise<WebhookView[]> {
  return (await listStandings(client)).map(viewOf);
}

/** @throws ApiError not_found */
export async function viewWebhook(client: Queryable, id: string): Promise<WebhookView> {
  const [standing] = await listStandings(client, id);
  if (standing) return viewOf(standing);
  throw unknownWebhook(id);
}

/**
 * Adds a webhook. Its secret is in this answer and in no other.
 * @throws ApiError webhook_address_refused, webhooks_at_limit, name_taken.
 */
export async function createWebhook(on: Telling, body: CreateWebhookBody, actor: string): Promise<CreatedWebhook> {
  const url = await checkedUrl(body.url, on.policy).catch((cause: Error) => {
    if (cause instanceof AddressRefused) throw new ApiError('webhook_address_refused', cause.message, { cause });
    throw cause;
  });
  const made: Webhook = {
    ...{
      id: `w${randomId(9)}`,
      name: body.name,
      url: url.href,
      format: body.format,
      events: [...new Set(body.events)],
    },
    ...{ secret: `hrw_${randomSecret()}`, authorization: body.authorization ?? null },
  };
  await on.database.transaction(async (client) => {
    if ((await countWebhooks(client)) >= MOST_WEBHOOKS) {
      const message = `there are ${MOST_WEBHOOKS} webhooks, which is as many as may be`;
      throw refused([{ code: 'webhooks_at_limit', message }]);
    }
    if (!(await insertWebhook(client, made, actor)))
      throw new ApiError('name_taken', `there is a webhook ${JSON.stringify(made.name)} already; choose another name`);
    const { name, format } = made;
    await writeAudit(client, actor, 'webhook_added', made.id, {
      name,
      format,
      address: shownAddress(made.url),
    });
  });
  return { ...(await viewWebhook(on.database, made.id)), secret: made.secret };
}

/** @throws ApiError not_found */
export function removeWebhook({ database }: Telling, id: string, actor: string): Promise<{ id: string; name: string }> {
  return database.transaction(async (client) => {
    const name = await deleteWebhook(client, id);
    if (name === null) throw unknownWebhook(id);
    await writeAudit(client, actor, 'webhook_removed', id, { name });
    return { id, name };
  });
}

/** Sends a test event now. @throws ApiError not_found */
export async function testWebhook(on: Telling, id: string, actor: string): Promise<WebhookTestResult> {
  const webhook = await findWebhook(on.database, id);
  if (!webhook) throw unknownWebhook(id);
  const event = await insertTestEvent(on.database, id, actor);
  const tried = await attempt(on, webhook, event);
  await insertTried(on.database, id, event, tried);
  const { status, tookMs } = tried;
  if (tried.kind === 'delivered') return { delivered: true, status, error: null, tookMs };
  return { delivered: false, status, error: tried.error, tookMs };
}

/** @throws ApiError not_found */
export async function viewDeliveries(
  client: Queryable,
  id: string,
  filter: DeliveryFilter,
): Promise<WebhookDelivery[]> {
  await viewWebhook(client, id);
  return listDeliveries(client, id, filter);
}

/** Sends an event once more, with its id. @throws ApiError not_found */
export function redeliver(
  { database }: Telling,
  id: string,
  delivery: string,
  actor: string,
): Promise<WebhookDelivery> {
  return database.transaction(async (client) => {
    const number = /^\d{1,15}$/.test(delivery) ? Number(delivery) : null;
    const view = number === null ? null : await writeRedelivery(client, id, number);
    if (!view)
      throw new ApiError('not_found', `the webhook ${JSON.stringify(id)} has no delivery ${JSON.stringify(delivery)}`);
    await writeAudit(client, actor, 'webhook_redelivered', id, { delivery: number, event: view.event.kind });
    return view;
  });
}

function unknownWebhook(id: string): ApiError {
  return new ApiError('not_found', `there is no webhook ${JSON.stringify(id)}; \`hormesis webhooks\` names them all`);
}

function viewOf({ webhook, ...standing }: WebhookStanding): WebhookView {
  const { failures, failingSince, nextAttemptAt, lastError } = standing;
  const health: WebhookView['health'] = failingSince
    ? {
        ...{ name: 'failing', since: failingSince.toISOString(), failures },
        ...{ nextAttemptAt: nextAttemptAt?.toISOString() ?? null, error: lastError ?? '' },
      }
    : { name: 'working', lastDeliveredAt: standing.lastDeliveredAt?.toISOString() ?? null };
  return {
    ...{ id: webhook.id, name: webhook.name, address: shownAddress(webhook.url) },
    ...{ format: webhook.format, events: [...webhook.events], authorization: webhook.authorization !== null },
    ...{ createdAt: standing.createdAt.toISOString(), createdBy: standing.createdBy },
    ...{ health, pending: standing.pending, givenUp: standing.givenUp },
  };
}
