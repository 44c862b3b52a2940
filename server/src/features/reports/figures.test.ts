import { expect, test } from 'vitest';
import { counted, duration } from './figures.ts';

test('one of a kind is told as one', () => {
  expect([0, 1, 1_200].map((value) => counted(value, 'experiment'))).toEqual([
    '0 experiments',
    '1 experiment',
    '1,200 experiments',
  ]);
});

test('a length of time has as many whole seconds as the page shows of it', () => {
  expect([20_900, 59_999, 110_000, 10_920_000].map(duration)).toEqual(['20 s', '59 s', '1 min 50 s', '3 h 2 min']);
});
