import {
  type GameDayHalt,
  gameDayHandoverBody,
  gameDayNoteBody,
  gameDayReasonBody,
  gameDayStepBody,
} from '@hormesis/contract/game-day.ts';
import { yamlBody } from '@hormesis/contract/scenario.ts';
import { type Request, type RequestHandler, Router } from 'express';
import { isDatabaseAway } from '../../platform/database.ts';
import { handler, parameter, parseBody } from '../../platform/http.ts';
import { allow, personOf } from '../../platform/identity.ts';
import { finishStep, handOver, nextStep, skipStep, startDay, write } from './commands.ts';
import { dayMeant } from './day-meant.ts';
import { listDays } from './game-day-queries.ts';
import { lint, planDay } from './plan.ts';
import type { GameDays } from './ports.ts';
import { stopDay } from './stop.ts';
import { summaryOf, viewDay } from './views.ts';

const LISTED = 100;

/** `/game-days`. `changed` is awaited after every change. */
export function gameDayRoutes(on: GameDays, changed: () => Promise<void>): Router {
  const router = Router();
  const deed = (work: (id: string, request: Request) => Promise<void>): RequestHandler =>
    handler(async (request, response) => {
      const id = parameter(request, 'id');
      await work(id, request);
      await changed();
      response.json(await viewDay(on.database, on.ports, id));
    });
  router.get(
    '/game-days',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json({ items: (await listDays(on.database, LISTED)).map(summaryOf) });
    }),
  );
  router.post(
    '/game-days/lint',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await lint(on, parseBody(yamlBody, request).yaml));
    }),
  );
  router.post(
    '/game-days',
    allow('operator'),
    handler(async (request, response) => {
      const id = await planDay(on, parseBody(yamlBody, request).yaml, personOf(request));
      response.status(201).json(await viewDay(on.database, on.ports, id));
    }),
  );
  router.get(
    '/game-days/:id',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await viewDay(on.database, on.ports, parameter(request, 'id')));
    }),
  );
  router.post(
    '/game-days/:id/start',
    allow('operator'),
    deed((id, request) => startDay(on, id, personOf(request), parseBody(gameDayReasonBody, request).reason)),
  );
  router.post(
    '/game-days/:id/next',
    allow('operator'),
    deed((id, request) => nextStep(on, id, personOf(request), parseBody(gameDayStepBody, request).step)),
  );
  router.post(
    '/game-days/:id/skip',
    allow('operator'),
    deed((id, request) => {
      const { step, reason } = parseBody(gameDayStepBody, request);
      return skipStep(on, id, personOf(request), step, reason);
    }),
  );
  router.post(
    '/game-days/:id/done',
    allow('operator'),
    deed((id, request) => finishStep(on, id, personOf(request), parseBody(gameDayReasonBody, request).reason)),
  );
  for (const [name, kind] of [
    ['note', 'note'],
    ['observe', 'observation'],
  ] as const) {
    router.post(
      `/game-days/:id/${name}`,
      allow('viewer'),
      deed((id, request) => write(on, id, personOf(request), kind, parseBody(gameDayNoteBody, request).text)),
    );
  }
  router.post(
    '/game-days/:id/handover',
    allow('operator'),
    deed((id, request) => {
      const { to, reason } = parseBody(gameDayHandoverBody, request);
      return handOver(on, id, personOf(request), to, reason);
    }),
  );
  for (const stop of ['halt', 'abort'] as const) {
    router.post(
      `/game-days/:id/${stop}`,
      allow('operator'),
      handler(async (request, response) => {
        const { reason } = parseBody(gameDayReasonBody, request);
        const id = await dayMeant(on, parameter(request, 'id'));
        const halt = await stopDay(on, id, stop, personOf(request), reason);
        // Nothing here may wait for a database that is away or hangs.
        const gameDay = halt?.recorded === false ? null : await viewUnlessAway(on, id);
        response.json({ halt, gameDay } satisfies GameDayHalt);
      }),
    );
  }
  return router;
}

/** A halt is answered although the database is away. */
async function viewUnlessAway(on: GameDays, id: string): Promise<GameDayHalt['gameDay']> {
  try {
    return await viewDay(on.database, on.ports, id);
  } catch (error) {
    if (isDatabaseAway(error)) return null;
    throw error;
  }
}
