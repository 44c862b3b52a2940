import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { timeUniformInterval, wilsonInterval } from './interval.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/conformance/statistics.json', import.meta.url), 'utf8'),
) as { bernoulliInterval: { successes: number; trials: number; alpha: number; lower: number; upper: number }[] };

test('the band that is drawn is the interval that gates are decided with', () => {
  expect(golden.bernoulliInterval.length).toBeGreaterThan(0);
  for (const { successes, trials, alpha, lower, upper } of golden.bernoulliInterval) {
    const { low, high } = timeUniformInterval(successes, trials, alpha);
    expect(low).toBeCloseTo(lower, 8);
    expect(high).toBeCloseTo(upper, 8);
  }
});

test('without outcomes everything is possible, and two of ten failing users say little', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  const { low, high } = wilsonInterval(2, 10);
  expect(low).toBeCloseTo(0.0567, 4);
  expect(high).toBeCloseTo(0.5098, 4);
});
