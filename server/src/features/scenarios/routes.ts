import { applyBody, copyBody, type ScenarioView, yamlBody } from '@hormesis/contract/scenario.ts';
import { Router } from 'express';
import { ApiError } from '../../platform/api-error.ts';
import type { Database } from '../../platform/database.ts';
import { handler, parameter, parseBody } from '../../platform/http.ts';
import { actorOf, allow, personOf } from '../../platform/identity.ts';
import type { ScenarioViews } from './scenario-views.ts';
import { apply, copyScenario, lint } from './scenarios.ts';

/** `/scenarios`. */
export function scenarioRoutes(database: Database, views: ScenarioViews): Router {
  const router = Router();
  const view = async (name: string): Promise<ScenarioView> => {
    const found = (await views.all()).find((each) => each.name === name);
    if (!found) throw new ApiError('not_found', `there is no scenario ${JSON.stringify(name)}`);
    return found;
  };
  router.get(
    '/scenarios',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json({ items: await views.all() });
    }),
  );
  router.get(
    '/scenarios/:name',
    allow('viewer'),
    handler(async (request, response) => {
      response.json(await view(parameter(request, 'name')));
    }),
  );
  router.post(
    '/scenarios/lint',
    allow('viewer'),
    handler(async (request, response) => {
      const problems = await lint(database, parseBody(yamlBody, request).yaml);
      response.json({ ok: problems.length === 0, problems });
    }),
  );
  router.post(
    '/scenarios/apply',
    allow('operator'),
    handler(async (request, response) => {
      const { name, role } = personOf(request);
      const { yaml, expect = [] } = parseBody(applyBody, request);
      response.json({ applied: await apply(database, yaml, { by: name, role, expect }) });
    }),
  );
  router.post(
    '/scenarios/:name/copy',
    allow('operator'),
    handler(async (request, response) => {
      const { name } = parseBody(copyBody, request);
      await copyScenario(database, parameter(request, 'name'), name, actorOf(request));
      response.status(201).json(await view(name));
    }),
  );
  return router;
}
