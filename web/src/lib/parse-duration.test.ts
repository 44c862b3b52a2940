import { expect, test } from 'vitest';
import { formatExactDuration } from './format-duration.ts';
import { parseDuration } from './parse-duration.ts';

test('a length of time is read as people write it', () => {
  expect(['90 s', '3 min', '3', '1h 30min', '500ms', '1.5 min', '0,5 s', ' 8 S '].map(parseDuration)).toEqual([
    90_000, 180_000, 180_000, 5_400_000, 500, 90_000, 500, 8_000,
  ]);
});

test('what is none is not guessed', () => {
  expect(['', 'soon', '3 days', '-1 s', '3 min or so'].map(parseDuration)).toEqual([null, null, null, null, null]);
});

test('what a field shows can be typed again, and nothing of it is rounded away', () => {
  expect([312, 1_500, 8_000, 110_250, 10_920_000].map(formatExactDuration)).toEqual([
    ...['312 ms', '1.5 s', '8 s', '1 min 50.25 s', '3 h 2 min'],
  ]);
  for (const ms of [0, 312, 1_500, 8_000, 110_250, 3_600_001, 10_920_000])
    expect(parseDuration(formatExactDuration(ms))).toBe(ms);
});
