import { reasonBody } from '@hormesis/contract/experiment.ts';
import { haltAllBody } from '@hormesis/contract/halt.ts';
import { experimentId } from '@hormesis/contract/name.ts';
import { Router } from 'express';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { type Database, isDatabaseAway, within } from '../../platform/database.ts';
import { handler, parameter, parseBody } from '../../platform/http.ts';
import { actorOf, allow } from '../../platform/identity.ts';
import { once } from '../../platform/once.ts';
import { nextRevision } from '../../platform/revision.ts';
import type { Halt } from './halt.ts';
import { pauseRunning, readHold, stateOf, writeHold } from './halt-queries.ts';

/** How long a halt asks the database whether there is anything to halt before it goes out, milliseconds. */
const ASK_MS = 300;

/** `POST /halt`, `POST /hold`, `POST /release`. */
export function haltRoutes(halt: Halt, database: Database, knownIds: () => readonly string[]): Router {
  const router = Router();
  router.post(
    '/halt',
    allow('operator'),
    handler(async (request, response) => {
      const { reason } = parseBody(haltAllBody, request);
      const actor = actorOf(request);
      const detail = reason || `${actor} halted everything.`;
      response.json(
        await halt.halt({ experiments: 'all', actor, reason: 'halt_all', detail, setHold: true }, knownIds()),
      );
    }),
  );
  router.post(
    '/experiments/:id/halt',
    allow('operator'),
    handler(async (request, response) => {
      const { reason } = parseBody(reasonBody, request);
      const id = parameter(request, 'id');
      // What is known to run is halted without a question: agents must not wait for the database.
      if (!knownIds().includes(id) || halt.isHalted(id)) await refuseEnded(database, id);
      const actor = actorOf(request);
      const detail = reason || `${actor} halted this experiment.`;
      response.json(await halt.halt({ experiments: [id], actor, reason: 'person', detail, setHold: false }));
    }),
  );
  for (const on of [true, false]) {
    router.post(
      on ? '/hold' : '/release',
      allow('operator'),
      handler(async (request, response) => {
        const { reason } = parseBody(reasonBody, request);
        response.json(await setHold(database, on, actorOf(request), reason));
      }),
    );
  }
  return router;
}

function setHold(database: Database, on: boolean, actor: string, reason: string) {
  return database.transaction(async (client) => {
    // Once: a release that is repeated because its answer was lost must not undo a hold that somebody set after it.
    await once(client, 'hold', async () => {
      await nextRevision(client);
      await writeHold(client, on, actor, reason);
      if (on) await pauseRunning(client, actor, reason);
      await writeAudit(client, actor, on ? 'hold' : 'release', 'everything', { reason });
      return null;
    });
    return readHold(client);
  });
}

/** A halt of something that ended is a mistake worth telling; but when the database can't say, the halt goes out. */
async function refuseEnded(database: Database, id: string): Promise<void> {
  if (!experimentId.safeParse(id).success) throw unknownExperiment(id);
  let state: string | null;
  try {
    state = await within(ASK_MS, stateOf(database, id));
  } catch (error) {
    if (isDatabaseAway(error)) return;
    throw error;
  }
  if (state === null) throw unknownExperiment(id);
  if (state === 'draft') throw new ApiError('wrong_state', `experiment ${id} is a draft and has not begun; cancel it`);
  if (state === 'completed' || state === 'halted' || state === 'cancelled')
    throw new ApiError('wrong_state', `experiment ${id} has already ended: it is ${state}`);
}

function unknownExperiment(id: string): ApiError {
  return new ApiError('not_found', `there is no experiment ${JSON.stringify(id)}`);
}
