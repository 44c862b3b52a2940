import { type ApiRoute, json } from './api-route.ts';
import { reasonBody } from './experiment.ts';
import { haltAllBody, haltReport, holdSwitch } from './halt.ts';

const STOPPING = 'Stopping';

/** The routes that stop: a halt of one or all, and the hold switch. */
export const stoppingRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/experiments/:id/halt',
    id: 'haltExperiment',
    group: STOPPING,
    summary: 'Halt one experiment',
    detail:
      'Answers when every connected agent has confirmed, or after two seconds, and names those that did not. Works while the database is away.',
    role: 'operator',
    body: reasonBody,
    answer: json(haltReport),
    errors: ['not_found', 'wrong_state'],
  },
  {
    method: 'POST',
    path: '/halt',
    id: 'haltAll',
    group: STOPPING,
    summary: 'Halt everything and set the hold switch',
    detail: 'Works while the database is away: `recorded` is then false.',
    role: 'operator',
    body: haltAllBody,
    answer: json(haltReport),
    errors: [],
  },
  {
    method: 'POST',
    path: '/hold',
    id: 'setHold',
    group: STOPPING,
    summary: 'Set the hold switch',
    detail: 'Nothing starts, and what runs is paused.',
    role: 'operator',
    body: reasonBody,
    answer: json(holdSwitch),
    errors: [],
  },
  {
    method: 'POST',
    path: '/release',
    id: 'releaseHold',
    group: STOPPING,
    summary: 'Release the hold switch',
    detail: 'What was paused stays paused until it is resumed.',
    role: 'operator',
    body: reasonBody,
    answer: json(holdSwitch),
    errors: [],
  },
];
