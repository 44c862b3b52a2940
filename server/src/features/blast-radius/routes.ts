import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { Router } from 'express';
import { ApiError } from '../../platform/api-error.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { handler, parameter } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';
import { baselineOf } from './baseline.ts';
import { readLastControl } from './baseline-queries.ts';
import { readObserved } from './observed-queries.ts';

/** `/paths/:name/baseline`. `findPath` answers what is kept of a path. */
export function blastRadiusRoutes(
  database: Database,
  findPath: (client: Queryable, name: string) => Promise<CriticalPath | null>,
): Router {
  const router = Router();
  router.get(
    '/paths/:name/baseline',
    allow('viewer'),
    handler(async (request, response) => {
      const name = parameter(request, 'name');
      const path = await findPath(database, name);
      if (!path) throw new ApiError('not_found', `there is no critical path ${JSON.stringify(name)}`);
      const entryServices = path.entries.map(({ service }) => service);
      const [observed, control] = await Promise.all([
        readObserved(database, name, entryServices, []),
        readLastControl(database, name),
      ]);
      response.json(baselineOf(path, observed, control));
    }),
  );
  return router;
}
