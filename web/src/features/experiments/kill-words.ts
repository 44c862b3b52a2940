import type { KillStateName } from '@hormesis/contract/evidence.ts';

/** Where a kill of the ramp stands, as the page and the report say it. */
export const killWords: Readonly<Record<KillStateName, string>> = {
  waiting: 'waits',
  watching: 'is watched',
  recovered: 'recovered',
  leashed: 'dry run, nobody died',
  refused: 'refused',
  nobody_died: 'nobody died',
  not_recovered: 'not recovered',
  cut_short: 'cut short',
  unproven: 'without proof',
};
