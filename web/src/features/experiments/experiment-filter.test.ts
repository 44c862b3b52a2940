import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { expect, test } from 'vitest';
import { filtered } from './experiment-filter.ts';

const run = (id: string, more: object) =>
  ({
    ...{
      id,
      title: 'Ratings are slow',
      scenario: 'ratings-slow',
      path: 'press-play',
      owner: 'web team',
      startedBy: 'ada',
    },
    ...{ reason: '', verdict: null, state: { name: 'completed' }, ...more },
  }) as ExperimentSummary;
const all = [
  run('e1', { verdict: 'failed', state: { name: 'halted' } }),
  run('e2', { verdict: 'passed' }),
  run('e3', { path: 'sign-up', startedBy: 'Bo' }),
];
const ids = (filter: object) =>
  filtered(all, { state: '', verdict: '', path: '', find: '', ...filter }).map(({ id }) => id);

test('an experiment is found by state, verdict, path and words, all at once', () => {
  expect(ids({})).toEqual(['e1', 'e2', 'e3']);
  expect(ids({ state: 'halted' })).toEqual(['e1']);
  expect(ids({ verdict: 'passed', path: 'press-play' })).toEqual(['e2']);
  expect(ids({ verdict: 'passed', path: 'sign-up' })).toEqual([]);
  expect(ids({ find: 'bo' })).toEqual(['e3']);
  expect(ids({ find: 'RATINGS-SLOW' })).toEqual(['e1', 'e2', 'e3']);
});

test('what was for testers only has no verdict, and is found by that', () => {
  expect(ids({ verdict: 'none' })).toEqual(['e3']);
});
