import { expect, test } from 'vitest';
import { unbroken } from './sentence.ts';

test('a number stays on the line of its unit, and nothing else is held together', () => {
  expect(unbroken('2 users within 10 s, 5 % of 200 ms; halts at 50')).toBe(
    '2 users within 10\u00a0s, 5\u00a0% of 200\u00a0ms; halts at 50',
  );
  expect(unbroken('in 3 seconds, 2 hosts')).toBe('in 3 seconds, 2 hosts');
});
