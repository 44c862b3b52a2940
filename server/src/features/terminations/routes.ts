import { reasonBody } from '@hormesis/contract/experiment.ts';
import {
  leashBody,
  terminateBody,
  terminationResolveBody,
  terminationSettingsBody,
} from '@hormesis/contract/terminations.ts';
import { Router } from 'express';
import { z } from 'zod';
import { handler, parameter, parseBody, parseQuery, wholeNumber } from '../../platform/http.ts';
import { actorOf, allow } from '../../platform/identity.ts';
import { cancelPlan, resolveFinding, terminate, viewTermination } from './by-hand.ts';
import { listFindings } from './finding-queries.ts';
import type { Terminating } from './ports.ts';
import { setLeash, setSettings, viewSettings } from './settings.ts';
import { planView, viewCalendar, viewGroups, viewTerminations } from './views.ts';

const DEFAULT_LIMIT = 100;
const listQuery = z.strictObject({ group: z.string().max(1_000).optional(), limit: wholeNumber(1, 500).optional() });

/** `/terminations` and below. */
export function terminationRoutes(on: Terminating): Router {
  const router = Router();
  lookRoutes(router, on);
  actRoutes(router, on);
  settingsRoutes(router, on);
  // Last: the others are no ids.
  router.get(
    '/terminations/:id',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await viewTermination(on.database, parameter(request, 'id')));
    }),
  );
  return router;
}

function lookRoutes(router: Router, on: Terminating): void {
  router.get(
    '/terminations',
    allow('viewer'),
    handler(async (request, response) => {
      const { group = null, limit = DEFAULT_LIMIT } = parseQuery(listQuery, request);
      response.json({ items: await viewTerminations(on.database, { group, limit }) });
    }),
  );
  router.get(
    '/terminations/groups',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json(await viewGroups(on));
    }),
  );
  router.get(
    '/terminations/calendar',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json(await viewCalendar(on));
    }),
  );
  router.get(
    '/terminations/findings',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json({ items: await listFindings(on.database) });
    }),
  );
}

function actRoutes(router: Router, on: Terminating): void {
  router.post(
    '/terminations',
    allow('operator'),
    handler(async (request, response) => {
      const body = parseBody(terminateBody, request);
      response.status(201).json(await terminate(on, body, actorOf(request)));
    }),
  );
  router.post(
    '/terminations/plans/:id/cancel',
    allow('operator'),
    handler(async (request, response) => {
      const { reason } = parseBody(reasonBody, request);
      const plan = await cancelPlan(on, parameter(request, 'id'), actorOf(request), reason);
      response.json(planView(plan));
    }),
  );
  router.post(
    '/terminations/findings/:id/resolve',
    allow('operator'),
    handler(async (request, response) => {
      const { note } = parseBody(terminationResolveBody, request);
      response.json(await resolveFinding(on.database, parameter(request, 'id'), actorOf(request), note));
    }),
  );
}

function settingsRoutes(router: Router, on: Terminating): void {
  router.get(
    '/terminations/settings',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json(await viewSettings(on.database));
    }),
  );
  router.post(
    '/terminations/settings',
    allow('admin'),
    handler(async (request, response) => {
      const { yaml, version } = parseBody(terminationSettingsBody, request);
      await setSettings(on.database, yaml, actorOf(request), version ?? null);
      response.json(await viewSettings(on.database));
    }),
  );
  router.post(
    '/terminations/leash',
    allow('admin'),
    handler(async (request, response) => {
      const { leashed } = parseBody(leashBody, request);
      await setLeash(on.database, leashed, actorOf(request));
      response.json(await viewSettings(on.database));
    }),
  );
}
