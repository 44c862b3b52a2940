import { limitsBody } from '@hormesis/contract/limits.ts';
import { Router } from 'express';
import type { Database } from '../../platform/database.ts';
import { handler, parseBody } from '../../platform/http.ts';
import { actorOf, allow } from '../../platform/identity.ts';
import { setLimits, viewLimits } from './limits.ts';

/** `/limits`. */
export function limitsRoutes(database: Database): Router {
  const router = Router();
  router.get(
    '/limits',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json(await viewLimits(database));
    }),
  );
  router.post(
    '/limits',
    allow('admin'),
    handler(async (request, response) => {
      const { yaml, version } = parseBody(limitsBody, request);
      await setLimits(database, yaml, actorOf(request), version ?? null);
      response.json(await viewLimits(database));
    }),
  );
  return router;
}
