import { Router } from 'express';
import type { Database } from '../../platform/database.ts';
import { handler } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';
import { listAgents } from './agents-queries.ts';

/** `GET /agents`. */
export function fleetRoutes(database: Database): Router {
  const router = Router();
  router.get(
    '/agents',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json({ items: await listAgents(database) });
    }),
  );
  return router;
}
