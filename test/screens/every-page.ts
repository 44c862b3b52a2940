import type { Screen } from './screen.ts';

/** Each route of the router, what its screens are called, and whether it reads nothing but what every page reads. */
const ROUTES: readonly (readonly [state: string, at: string, onlyNow?: 'now'])[] = [
  ['sign-in', '/sign-in'],
  ['now', '/', 'now'],
  ['map', '/map'],
  ['paths', '/paths', 'now'],
  ['path-new', '/paths/new'],
  ['path', '/paths/press-play', 'now'],
  ['experiments', '/experiments'],
  ['designer', '/experiments/new', 'now'],
  ['designer-scenario', '/experiments/new?scenario=ratings-slow'],
  ['experiment', '/experiments/erunning01'],
  ['report', '/experiments/efailed001/report'],
  ['scenarios', '/scenarios'],
  ['scenario', '/scenarios/ratings-slow'],
  ['terminations', '/terminations'],
  ['game-days', '/game-days'],
  ['planner', '/game-days/new?from=gonnow0001'],
  ['planner-now', '/game-days/new', 'now'],
  ['game-day', '/game-days/gonnow0001'],
  ['game-day-report', '/game-days/gaborted01/report'],
  ['findings', '/findings'],
  ['finding', '/findings/f1'],
  ['agents', '/agents'],
  ['audit', '/audit'],
  ['limits', '/settings'],
  ['people', '/settings/people'],
  ['webhooks', '/settings/webhooks'],
  ['hold', '/settings/hold', 'now'],
  ['nowhere', '/nowhere'],
];

/** Every page before anything has come, and while the database is away. */
export const everyPage: readonly Screen[] = (['loading', 'error'] as const).flatMap((kind) =>
  ROUTES.map(([state, at, onlyNow]) => ({ page: kind, state, at, trouble: { kind, now: onlyNow === 'now' } })),
);
