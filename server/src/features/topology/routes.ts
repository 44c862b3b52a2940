import { Router } from 'express';
import type { Database } from '../../platform/database.ts';
import { handler } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';
import { readTopology } from './topology-queries.ts';

/** `GET /topology`: the services and call groups that reports have shown. */
export function topologyRoutes(database: Database): Router {
  const router = Router();
  router.get(
    '/topology',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json(await readTopology(database));
    }),
  );
  return router;
}
