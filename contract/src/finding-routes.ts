import { type ApiRoute, json, list } from './api-route.ts';
import { acceptBody, assignBody, findingSummary, findingView, fixBody, reopenBody } from './finding.ts';

const FINDINGS = 'Findings';

/** The routes of findings. */
export const findingRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/findings',
    id: 'listFindings',
    group: FINDINGS,
    summary: 'All findings, those in the way of a run first',
    role: 'viewer',
    answer: list(findingSummary),
    errors: [],
  },
  {
    method: 'GET',
    path: '/findings/:id',
    id: 'getFinding',
    group: FINDINGS,
    summary: 'One finding with its history',
    role: 'viewer',
    answer: json(findingView),
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path: '/findings/:id/fix',
    id: 'fixFinding',
    group: FINDINGS,
    summary: 'Say that it is mended',
    detail:
      'Its scenario may run on live traffic again; a run that passes as far up as the one that found it verifies it.',
    role: 'operator',
    body: fixBody,
    answer: json(findingView),
    errors: ['not_found', 'wrong_state'],
  },
  {
    method: 'POST',
    path: '/findings/:id/accept',
    id: 'acceptFinding',
    group: FINDINGS,
    summary: 'Live with it until a day',
    detail: 'At most a year away. From that day on it is in the way again.',
    role: 'operator',
    body: acceptBody,
    answer: json(findingView),
    errors: ['not_found', 'wrong_state'],
  },
  {
    method: 'POST',
    path: '/findings/:id/reopen',
    id: 'reopenFinding',
    group: FINDINGS,
    summary: 'Say that it is open after all',
    role: 'operator',
    body: reopenBody,
    answer: json(findingView),
    errors: ['not_found', 'wrong_state'],
  },
  {
    method: 'POST',
    path: '/findings/:id/assign',
    id: 'assignFinding',
    group: FINDINGS,
    summary: 'Give it to somebody to mend',
    role: 'operator',
    body: assignBody,
    answer: json(findingView),
    errors: ['not_found'],
  },
];
