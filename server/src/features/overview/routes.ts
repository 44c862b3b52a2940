import { type Request, Router } from 'express';
import { ApiError } from '../../platform/api-error.ts';
import { handler, parameter } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';
import type { Overview } from './overview.ts';
import { parseTopic, type StreamHub, type Topic } from './stream-hub.ts';

/** `/status`, `/now`, `/paths` and `/stream`. */
export function overviewRoutes(
  overview: Overview,
  hub: StreamHub,
  read: (topic: Topic) => Promise<unknown>,
  /** Calls `close` when the credential of the request is revoked, until the returned function is called. */
  whileAllowed: (request: Request, close: () => void) => () => void,
): Router {
  const router = Router();
  router.get(
    '/status',
    allow('viewer'),
    handler(async (_request, response) => void response.json(await overview.status())),
  );
  router.get(
    '/now',
    allow('viewer'),
    handler(async (_request, response) => void response.json(await overview.now())),
  );
  router.get(
    '/paths',
    allow('viewer'),
    handler(async (_request, response) => void response.json({ items: await overview.paths() })),
  );
  router.get(
    '/paths/:name',
    allow('viewer'),
    handler(async (request, response) => {
      const name = parameter(request, 'name');
      const found = (await overview.paths()).find((path) => path.name === name);
      if (!found) throw new ApiError('not_found', `there is no critical path ${JSON.stringify(name)}`);
      response.json(found);
    }),
  );
  router.get(
    '/stream',
    allow('viewer'),
    handler(async (request, response) => {
      const topic = parseTopic(request.query.topic);
      if (!topic) {
        throw new ApiError(
          'bad_request',
          `topic: must be now, topology, experiment:<id> or game-day:<id>, got ${JSON.stringify(request.query.topic)}`,
        );
      }
      response.on(
        'close',
        whileAllowed(request, () => void response.end()),
      );
      hub.watch(topic, await read(topic), response);
    }),
  );
  return router;
}
