import { acceptBody, assignBody, fixBody, reopenBody } from '@hormesis/contract/finding.ts';
import { type Request, Router } from 'express';
import type { Database } from '../../platform/database.ts';
import { handler, parameter, parseBody } from '../../platform/http.ts';
import { actorOf, allow } from '../../platform/identity.ts';
import { databaseMs, listFindings } from './finding-queries.ts';
import { accept, assign, fix, reopen, summaryOf, viewFinding } from './findings.ts';

const LISTED = 500;

/** `/findings` and what people do with one. `changed` is awaited after every change: what may run depends on it. */
export function findingRoutes(database: Database, changed: () => Promise<void>): Router {
  const router = Router();
  router.get(
    '/findings',
    allow('viewer'),
    handler(async (_request, response) => {
      const nowMs = await databaseMs(database);
      response.json({ items: (await listFindings(database, LISTED)).map((each) => summaryOf(each, nowMs)) });
    }),
  );
  router.get(
    '/findings/:id',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await viewFinding(database, parameter(request, 'id')));
    }),
  );
  const act = (name: string, work: (id: string, actor: string, request: Request) => Promise<void>) =>
    router.post(
      `/findings/:id/${name}`,
      allow('operator'),
      handler(async (request, response) => {
        const id = parameter(request, 'id');
        await work(id, actorOf(request), request);
        await changed();
        response.json(await viewFinding(database, id));
      }),
    );
  act('fix', (id, actor, request) => fix(database, id, actor, parseBody(fixBody, request).note));
  act('accept', (id, actor, request) => {
    const { reason, until } = parseBody(acceptBody, request);
    return accept(database, id, actor, reason, until);
  });
  act('reopen', (id, actor, request) => reopen(database, id, actor, parseBody(reopenBody, request).reason));
  act('assign', (id, actor, request) => assign(database, id, actor, parseBody(assignBody, request).owner));
  return router;
}
