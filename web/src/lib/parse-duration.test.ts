import { expect, test } from 'vitest';
import { formatDuration } from './format-duration.ts';
import { parseDuration } from './parse-duration.ts';

test('a length of time is read as people write it', () => {
  expect(['90 s', '3 min', '3', '1h 30min', '500ms', '1.5 min', '0,5 s', ' 8 S '].map(parseDuration)).toEqual([
    90_000, 180_000, 180_000, 5_400_000, 500, 90_000, 500, 8_000,
  ]);
});

test('what is none is not guessed', () => {
  expect(['', 'soon', '3 days', '-1 s', '3 min or so'].map(parseDuration)).toEqual([null, null, null, null, null]);
});

test('what the page shows can be typed again', () => {
  for (const ms of [312, 8_000, 110_000, 10_920_000]) expect(parseDuration(formatDuration(ms))).toBe(ms);
});
