import { createWebhookBody } from '@hormesis/contract/webhook.ts';
import { Router } from 'express';
import { z } from 'zod';
import { handler, parameter, parseBody, parseQuery, wholeNumber } from '../../platform/http.ts';
import { actorOf, allow } from '../../platform/identity.ts';
import type { Telling } from './ports.ts';
import {
  createWebhook,
  redeliver,
  removeWebhook,
  testWebhook,
  viewDeliveries,
  viewWebhook,
  viewWebhooks,
} from './webhooks.ts';

const DEFAULT_LIMIT = 100;
const MOST = 500;
const deliveryQuery = z.strictObject({
  state: z.enum(['pending', 'delivered', 'given_up']).optional(),
  before: wholeNumber(1, 999_999_999_999_999).optional(),
  limit: wholeNumber(1, MOST).optional(),
});

/** `/webhooks` and below. Who may look may not change: an address is a way out of the network. */
export function webhookRoutes(on: Telling): Router {
  const router = Router();
  lookRoutes(router, on);
  changeRoutes(router, on);
  return router;
}

function lookRoutes(router: Router, on: Telling): void {
  router.get(
    '/webhooks',
    allow('operator'),
    handler(async (_request, response) => {
      response.json({ items: await viewWebhooks(on.database) });
    }),
  );
  router.get(
    '/webhooks/:id',
    allow('operator'),
    handler(async (request, response) => {
      response.json(await viewWebhook(on.database, parameter(request, 'id')));
    }),
  );
  router.get(
    '/webhooks/:id/deliveries',
    allow('operator'),
    handler(async (request, response) => {
      const { state = null, before = null, limit = DEFAULT_LIMIT } = parseQuery(deliveryQuery, request);
      const items = await viewDeliveries(on.database, parameter(request, 'id'), { state, before, limit });
      response.json({ items });
    }),
  );
}

function changeRoutes(router: Router, on: Telling): void {
  router.post(
    '/webhooks',
    allow('admin'),
    handler(async (request, response) => {
      const body = parseBody(createWebhookBody, request);
      response.status(201).json(await createWebhook(on, body, actorOf(request)));
    }),
  );
  router.post(
    '/webhooks/:id/remove',
    allow('admin'),
    handler(async (request, response) => {
      response.json(await removeWebhook(on, parameter(request, 'id'), actorOf(request)));
    }),
  );
  router.post(
    '/webhooks/:id/test',
    allow('admin'),
    handler(async (request, response) => {
      response.json(await testWebhook(on, parameter(request, 'id'), actorOf(request)));
    }),
  );
  router.post(
    '/webhooks/:id/deliveries/:delivery/redeliver',
    allow('admin'),
    handler(async (request, response) => {
      const [id, delivery] = [parameter(request, 'id'), parameter(request, 'delivery')];
      response.json(await redeliver(on, id, delivery, actorOf(request)));
    }),
  );
}
