import { type ApiRoute, json, list } from './api-route.ts';
import { pathBaseline } from './path-baseline.ts';
import { applied, applyBody, copyBody, criticalPathView, lintResult, scenarioView, yamlBody } from './scenario.ts';

const SCENARIOS = 'Critical paths and scenarios';

/** The routes of critical paths and scenarios. */
export const scenarioRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/paths',
    id: 'listPaths',
    group: SCENARIOS,
    summary: 'All critical paths',
    role: 'viewer',
    answer: list(criticalPathView),
    errors: [],
  },
  {
    method: 'GET',
    path: '/paths/:name',
    id: 'getPath',
    group: SCENARIOS,
    summary: 'One critical path',
    role: 'viewer',
    answer: json(criticalPathView),
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: '/paths/:name/baseline',
    id: 'getPathBaseline',
    group: SCENARIOS,
    summary: 'How much failing is usual on a critical path',
    detail:
      'Failed requests outside any experiment within the last hour; users who were slow or missed something in control of the last experiment, because nobody counts users outside experiments.',
    role: 'viewer',
    answer: json(pathBaseline),
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: '/scenarios',
    id: 'listScenarios',
    group: SCENARIOS,
    summary: 'All scenarios',
    detail: 'Each with the limits that would refuse it now.',
    role: 'viewer',
    answer: list(scenarioView),
    errors: [],
  },
  {
    method: 'GET',
    path: '/scenarios/:name',
    id: 'getScenario',
    group: SCENARIOS,
    summary: 'One scenario',
    role: 'viewer',
    answer: json(scenarioView),
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path: '/scenarios/lint',
    id: 'lintScenarios',
    group: SCENARIOS,
    summary: 'Check YAML documents without saving them',
    role: 'viewer',
    body: yamlBody,
    answer: json(lintResult),
    errors: [],
  },
  {
    method: 'POST',
    path: '/scenarios/apply',
    id: 'applyScenarios',
    group: SCENARIOS,
    summary: 'Save YAML documents: all of them or none',
    detail:
      'A document that differs from what is kept becomes its next version. Unit, entries and routes of a path stay as they are while an experiment of it is running or paused. What lets its experiments go further (`maxTreatmentPpm`, `approval`, a `liveApproval`) needs the role admin. With `expect`, nothing is saved when a document has another version by now.',
    role: 'operator',
    body: applyBody,
    answer: json(applied),
    errors: ['invalid_document', 'changed_meanwhile', 'read_only', 'path_in_use', 'not_allowed'],
  },
  {
    method: 'POST',
    path: '/scenarios/:name/copy',
    id: 'copyScenario',
    group: SCENARIOS,
    summary: 'Copy a scenario under another name',
    role: 'operator',
    body: copyBody,
    answer: json(scenarioView, 201),
    errors: ['not_found', 'name_taken'],
  },
];
