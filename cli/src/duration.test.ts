import { expect, test } from 'vitest';
import { duration, parseDuration } from './duration.ts';

test('a tester token for 15m holds 900 seconds', () => {
  expect(parseDuration('15m', 10, 3_600)).toBe(900);
  expect(parseDuration('1h', 10, 3_600)).toBe(3_600);
  expect(duration(900)).toBe('15m');
});

test.each(['15', '2h', '9s', '-1m', '1.5m', 'm', ''])('%j is refused, with the bounds', (text) => {
  expect(() => parseDuration(text, 10, 3_600)).toThrow(/from 10s to 1h/);
});
