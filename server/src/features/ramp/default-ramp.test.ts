import { expect, test } from 'vitest';
import { DEFAULT_RAMP, defaultRampUpTo } from './default-ramp.ts';

test('a path that allows 5 % without approval gets the default ramp up to 5 %', () => {
  expect(defaultRampUpTo(50_000).stages.map((stage) => stage.trafficPpm)).toEqual([1_000, 10_000, 50_000]);
});

test('the whole of traffic allows the whole default ramp, and no limit leaves a ramp without a stage', () => {
  expect(defaultRampUpTo(1_000_000)).toEqual(DEFAULT_RAMP);
  expect(defaultRampUpTo(1).stages).toHaveLength(1);
});
