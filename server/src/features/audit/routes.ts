import { Router } from 'express';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { handler, parseQuery, wholeNumber } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';
import { listAudit } from './audit-queries.ts';

const MOST_AT_ONCE = 500;

const query = z.strictObject({
  before: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  find: z.string().max(200).default(''),
  limit: wholeNumber(1, MOST_AT_ONCE).default(MOST_AT_ONCE),
});

/** `GET /audit`: at most 500 entries, newest first. */
export function auditRoutes(database: Database): Router {
  const router = Router();
  router.get(
    '/audit',
    allow('viewer'),
    handler(async (request, response) => {
      response.json({ items: await listAudit(database, parseQuery(query, request)) });
    }),
  );
  return router;
}
