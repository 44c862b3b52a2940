import { expect, test } from 'vitest';
import { freePpm, stripParts } from './strip.ts';

test('arms lie on the strip where they lie on the ring, to scale; free traffic is the track', () => {
  const parts = stripParts([
    { fromPpm: 0, toPpm: 220_000, kind: 'free', experiment: null },
    { fromPpm: 220_000, toPpm: 270_000, kind: 'treatment', experiment: 'e7k2m9q4x1' },
    { fromPpm: 580_000, toPpm: 630_000, kind: 'control', experiment: 'e7k2m9q4x1' },
  ]);
  expect(parts.map(({ from, to, tone }) => [from, to, tone])).toEqual([
    [0.22, 0.27, 'treatment'],
    [0.58, 0.63, 'control'],
  ]);
  expect(parts[0]?.hint).toBe('treatment 5\u00a0% of e7k2m9q4x1');
});

test('what is in no arm is free, and never less than nothing', () => {
  expect(freePpm(50_000, 50_000)).toBe(900_000);
  expect(freePpm(950_000, 60_000)).toBe(0);
});
