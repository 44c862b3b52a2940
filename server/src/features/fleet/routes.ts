import { Router } from 'express';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { handler, parseQuery, wholeNumber } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';
import { listAgents } from './agents-queries.ts';

const MOST_ON_A_PAGE = 1_000;

const query = z.strictObject({
  find: z.string().max(200).default(''),
  line: z.enum(['connected', 'away']).optional(),
  limit: wholeNumber(1, MOST_ON_A_PAGE).optional(),
  offset: wholeNumber(0, 1_000_000).optional(),
});

/** `GET /agents`. */
export function fleetRoutes(database: Database): Router {
  const router = Router();
  router.get(
    '/agents',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await listAgents(database, parseQuery(query, request)));
    }),
  );
  return router;
}
