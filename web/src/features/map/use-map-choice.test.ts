import { expect, test } from 'vitest';
import { usualExperiment } from './use-map-choice.ts';

const live = (id: string, path: string) => ({ id, path, population: 'live' as const });
const tester = (id: string, path: string) => ({ id, path, population: 'tester' as const });

test('over a path lies its own experiment, never one of another path', () => {
  expect(usualExperiment([tester('e1', 'browse'), live('e2', 'press-play')], 'press-play')).toBe('e2');
  expect(usualExperiment([tester('e1', 'browse')], 'press-play')).toBe('');
});

test('what fails live traffic is shown rather than what a tester tries', () => {
  expect(usualExperiment([tester('e1', 'press-play'), live('e2', 'press-play')], '')).toBe('e2');
  expect(usualExperiment([tester('e1', 'press-play')], '')).toBe('e1');
});

test('of two on live traffic neither is meant', () => {
  expect(usualExperiment([live('e1', 'press-play'), live('e2', 'press-play')], 'press-play')).toBe('');
});
