import { expect, test } from 'vitest';
import { whenChanged } from './when-changed.ts';

test('only what differs from the value before is passed on', () => {
  const passed: number[] = [];
  const pass = whenChanged((value: number) => passed.push(value));
  for (const value of [1, 1, 2, 2, 1]) pass(value);
  expect(passed).toEqual([1, 2, 1]);
});

test('what counts as the same can be told', () => {
  const passed: { n: number }[] = [];
  const pass = whenChanged(
    (value: { n: number }) => passed.push(value),
    (a, b) => a.n === b.n,
  );
  for (const n of [3, 3, 4]) pass({ n });
  expect(passed).toEqual([{ n: 3 }, { n: 4 }]);
});
