import { z } from 'zod';
import { type ApiRoute, json, list } from './api-route.ts';
import { createdWebhook, createWebhookBody, webhookDelivery, webhookTestResult, webhookView } from './webhook.ts';

const WEBHOOKS = 'Webhooks';

/** The routes of webhooks: who outside is told of what happens. */
export const webhookRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/webhooks',
    id: 'listWebhooks',
    group: WEBHOOKS,
    summary: 'All webhooks, by name, with how their deliveries go',
    role: 'operator',
    answer: list(webhookView),
    errors: [],
  },
  {
    method: 'POST',
    path: '/webhooks',
    id: 'createWebhook',
    group: WEBHOOKS,
    summary: 'Add a webhook; the secret that signs is told this once',
    detail:
      'It is told of what happens from now on. Addresses of this machine and of private networks are refused unless `HORMESIS_WEBHOOK_NETWORKS` names them; those of a cloud’s metadata always.',
    role: 'admin',
    body: createWebhookBody,
    answer: json(createdWebhook, 201),
    errors: ['webhook_address_refused', 'webhooks_at_limit', 'name_taken', 'wrong_state'],
  },
  {
    method: 'GET',
    path: '/webhooks/:id',
    id: 'getWebhook',
    group: WEBHOOKS,
    summary: 'One webhook',
    role: 'operator',
    answer: json(webhookView),
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path: '/webhooks/:id/remove',
    id: 'removeWebhook',
    group: WEBHOOKS,
    summary: 'Remove a webhook with what it has not been sent yet',
    role: 'admin',
    answer: json(z.object({ id: z.string(), name: z.string() })),
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path: '/webhooks/:id/test',
    id: 'testWebhook',
    group: WEBHOOKS,
    summary: 'Send it a test event at once and tell what came of it',
    detail: 'Not queued and not repeated; whether it arrives says nothing of what waits.',
    role: 'admin',
    answer: json(webhookTestResult),
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: '/webhooks/:id/deliveries',
    id: 'listWebhookDeliveries',
    group: WEBHOOKS,
    summary: 'What it was sent and what waits, newest first',
    detail: 'Kept for a week after the end of each, at most a thousand that have ended.',
    role: 'operator',
    optionalQuery: {
      state: '`pending`, `delivered` or `given_up`',
      before: 'only deliveries older than the one with this id',
      limit: 'so many at most, 1 to 500; 100 if not given',
    },
    answer: list(webhookDelivery),
    errors: ['bad_request', 'not_found'],
  },
  {
    method: 'POST',
    path: '/webhooks/:id/deliveries/:delivery/redeliver',
    id: 'redeliverWebhook',
    group: WEBHOOKS,
    summary: 'Send one event again, whatever came of it, with the same event id',
    role: 'admin',
    answer: json(webhookDelivery),
    errors: ['not_found'],
  },
];
