import { BAGGAGE_MEMBER } from '@hormesis/contract/agent-link.ts';
import { callGroup } from '@hormesis/contract/call-group.ts';
import {
  type ExperimentView,
  reasonBody,
  startBody,
  type TesterToken,
  testerTokenBody,
} from '@hormesis/contract/experiment.ts';
import { previewBody } from '@hormesis/contract/preview.ts';
import { type Request, Router } from 'express';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { handler, parameter, parseBody } from '../../platform/http.ts';
import { allow, personOf } from '../../platform/identity.ts';
import { pause, promote, resume } from './commands.ts';
import { findExperiment, listExperiments, listOfCallGroup } from './experiment-queries.ts';
import { approve, cancel } from './planned-commands.ts';
import { previewOf } from './preview.ts';
import { type Starting, start, startForTesters } from './start.ts';
import { summaryOf, viewOf } from './views.ts';

const LISTED = 200;
const LISTED_OF_CALL_GROUP = 20;

/** `/experiments`, `/call-groups/experiments` and `/tester-tokens`; their halts are routes of the halt feature. `changed` is awaited after every change. */
export function experimentRoutes(on: Starting, changed: () => Promise<void>): Router {
  const router = Router();
  router.get(
    '/experiments',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json({ items: (await listExperiments(on.database, LISTED)).map(summaryOf) });
    }),
  );
  router.get(
    '/call-groups/experiments',
    allow('viewer'),
    handler(async (request, response) => {
      const asked = callGroup.safeParse(request.query.callGroup);
      if (!asked.success) throw new ApiError('bad_request', `callGroup: ${asked.error.issues[0]?.message}`);
      const found = await listOfCallGroup(on.database, asked.data, LISTED_OF_CALL_GROUP);
      response.json({ items: found.map(summaryOf) });
    }),
  );
  router.post(
    '/experiments',
    allow('operator'),
    handler(async (request, response) => {
      const [body, by] = [parseBody(startBody, request), personOf(request)];
      const id = await recorded(on, by.name, body.scenario, () => start(on, body, by));
      await changed();
      response.status(201).json(await viewById(on, id));
    }),
  );
  router.post(
    '/experiments/preview',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await previewOf(on, parseBody(previewBody, request), personOf(request)));
    }),
  );
  router.get(
    '/experiments/:id',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await viewById(on, parameter(request, 'id')));
    }),
  );
  for (const [name, command] of Object.entries({ pause, resume, promote, approve, cancel })) {
    router.post(
      `/experiments/:id/${name}`,
      allow('operator'),
      handler(async (request, response) => {
        const [id, by] = [parameter(request, 'id'), personOf(request)];
        const { reason } = parseBody(reasonBody, request);
        await recorded(on, by.name, id, () => command(on, id, by, reason));
        await changed();
        response.json(await viewById(on, id));
      }),
    );
  }
  router.post(
    '/tester-tokens',
    allow('operator'),
    handler(async (request, response) => {
      const token = await makeTesterToken(on, request);
      await changed();
      response.status(201).json(token);
    }),
  );
  return router;
}

/** What a limit refused leaves nothing behind but a line of the audit: who tried what, and which limits held. */
async function recorded<T>({ database }: Starting, actor: string, target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError && error.refusals)
      await writeAudit(database, actor, 'experiment_refused', target, { refusals: error.refusals });
    throw error;
  }
}

/** Everything about the experiment `id`. */
export async function viewById({ database, ports, clock }: Starting, id: string): Promise<ExperimentView> {
  const experiment = await findExperiment(database, id);
  if (!experiment) throw new ApiError('not_found', `there is no experiment ${JSON.stringify(id)}`);
  return viewOf(database, ports, clock, experiment);
}

async function makeTesterToken(on: Starting, request: Request): Promise<TesterToken> {
  const { scenario, ttlSeconds } = parseBody(testerTokenBody, request);
  const by = personOf(request);
  const id = await recorded(on, by.name, scenario, () => startForTesters(on, scenario, ttlSeconds, by));
  const token = on.ports.testerToken(id, ttlSeconds);
  return {
    experiment: id,
    header: { name: 'baggage', value: `${BAGGAGE_MEMBER}=${token.text}` },
    expiresAt: token.expiresAt.toISOString(),
  };
}
