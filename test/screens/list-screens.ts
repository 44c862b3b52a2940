import { empty, type Screen } from './screen.ts';

/** Pages that list what there is, first without anything. */
const LISTS: readonly (readonly [state: string, at: string])[] = [
  ['experiments', '/experiments'],
  ['scenarios', '/scenarios'],
  ['scenario', '/scenarios/ratings-slow'],
  ['findings', '/findings'],
  ['finding', '/findings/f1'],
  ['agents', '/agents'],
  ['audit', '/audit'],
  ['game-days', '/game-days'],
  ['game-day', '/game-days/gonnow0001'],
  ['game-day-report', '/game-days/gaborted01/report'],
];

export const listScreens: readonly Screen[] = [
  ...LISTS.filter(([, at]) => at.lastIndexOf('/') === 0).map(([state, at]) => empty('lists', at, `${state}-empty`)),
  ...LISTS.map(([state, at]) => ({ page: 'lists', state, at })),
];
