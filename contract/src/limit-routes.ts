import { type ApiRoute, json } from './api-route.ts';
import { limitsBody, limitsView } from './limits.ts';

const LIMITS = 'Limits';

/** The routes of limits. */
export const limitRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/limits',
    id: 'getLimits',
    group: LIMITS,
    summary: 'The limits for all experiments, and whether the windows are open now',
    role: 'viewer',
    answer: json(limitsView),
    errors: [],
  },
  {
    method: 'POST',
    path: '/limits',
    id: 'setLimits',
    group: LIMITS,
    summary: 'Replace the limits by a YAML document',
    detail:
      'What the document leaves out gets its default. What runs is asked at its next stage, and pauses when a window is closed now. With `version`, the document replaces only that version, so that nobody overwrites what somebody else has saved meanwhile.',
    role: 'admin',
    body: limitsBody,
    answer: json(limitsView),
    errors: ['invalid_document', 'changed_meanwhile'],
  },
];
