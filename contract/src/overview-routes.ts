import { z } from 'zod';
import { type ApiRoute, json } from './api-route.ts';
import { experimentView } from './experiment.ts';
import { gameDayView } from './game-day.ts';
import { haltProgress } from './halt.ts';
import { now, status } from './status.ts';
import { topology } from './topology.ts';

const OVERVIEW = 'Overview';

/** The routes of the overview: how things are, now and as a stream. */
export const overviewRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/status',
    id: 'getStatus',
    group: OVERVIEW,
    summary: 'How the control plane is, in numbers',
    role: 'viewer',
    answer: json(status),
    errors: [],
  },
  {
    method: 'GET',
    path: '/now',
    id: 'getNow',
    group: OVERVIEW,
    summary: 'Everything that happens now',
    detail: 'What the page *Now* shows: running and recent experiments, and how the traffic of each path is divided.',
    role: 'viewer',
    answer: json(now),
    errors: [],
  },
  {
    method: 'GET',
    path: '/stream',
    id: 'watch',
    group: OVERVIEW,
    summary: 'Watch a topic as server-sent events',
    detail:
      'Each event is named after the topic and carries its whole state, first at once and then after every change. A comment line or an event `beat` comes every second, so that a broken connection is noticed. The topic `now` also carries the event `halt`: how far a halt has come, while its answer is waited for. Take no notice of events with other names.',
    role: 'viewer',
    query: { topic: '`now`, `topology`, `experiment:` and an experiment’s id, or `game-day:` and a game day’s id' },
    answer: {
      status: 200,
      schema: z.union([now, topology, experimentView, gameDayView, haltProgress]),
      kind: 'stream',
    },
    errors: ['bad_request', 'not_found'],
  },
  {
    method: 'GET',
    path: '/openapi.json',
    id: 'getOpenApi',
    group: OVERVIEW,
    summary: 'This description as an OpenAPI 3.1 document',
    role: 'anyone',
    answer: json(z.record(z.string(), z.unknown())),
    errors: [],
  },
];
