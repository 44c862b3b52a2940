import { z } from 'zod';
import { type ApiRoute, json, list } from './api-route.ts';
import { auditEntry } from './audit.ts';
import { agentView, topology } from './topology.ts';

const FLEET = 'Fleet';

/** The routes of the fleet: what was seen of services and agents. */
export const fleetRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/agents',
    id: 'listAgents',
    group: FLEET,
    summary: 'All agents, as they were last heard',
    detail:
      'Connected ones, then those that went away within the last ten minutes; by service and instance. Without `limit`, all of them.',
    role: 'viewer',
    optionalQuery: {
      find: 'only agents with this text in their service, instance, zone or region',
      line: '`connected` or `away`',
      limit: 'so many at most, 1 to 1,000',
      offset: 'how many to skip, 0 if not given',
    },
    answer: json(z.object({ items: z.array(agentView), total: z.int() })),
    errors: ['bad_request'],
  },
  {
    method: 'GET',
    path: '/topology',
    id: 'getTopology',
    group: FLEET,
    summary: 'The services and call groups that agents have reported, with their rates',
    detail: 'What the page *Map* draws; the stream’s topic `topology` sends the same.',
    role: 'viewer',
    answer: json(topology),
    errors: [],
  },
  {
    method: 'GET',
    path: '/audit',
    id: 'listAudit',
    group: FLEET,
    summary: 'Who did what, newest first, at most 500 entries',
    role: 'viewer',
    optionalQuery: {
      before: 'only entries older than the one with this id',
      find: 'only entries with this text in actor, action, target, title or reason',
      limit: 'so many at most, 1 to 500',
    },
    answer: list(auditEntry),
    errors: ['bad_request'],
  },
];
