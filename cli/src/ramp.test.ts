import { ramp } from '@hormesis/contract/ramp.ts';
import { expect, test } from 'vitest';
import { rampOf } from './ramp.ts';

const usual = ramp.parse({
  stages: [
    { trafficPpm: 20_000, holdMs: 8_000, marginPpm: 200_000 },
    { trafficPpm: 100_000, holdMs: 9_000, marginPpm: 100_000 },
  ],
});

test('a stage between two usual ones takes the gate of the larger share, which is the stricter one', () => {
  expect(rampOf([50_000], usual, undefined).stages[0]).toMatchObject({
    trafficPpm: 50_000,
    holdMs: 9_000,
    marginPpm: 100_000,
  });
});

test('above all usual stages the last one is the pattern', () => {
  expect(rampOf([20_000, 500_000], usual, undefined).stages.map(({ holdMs }) => holdMs)).toEqual([8_000, 9_000]);
});

test('a given hold time wins; without one and without a usual ramp none is guessed', () => {
  expect(rampOf([20_000], usual, 30_000).stages[0]?.holdMs).toBe(30_000);
  expect(() => rampOf([20_000], undefined, undefined)).toThrow('--stage-hold');
});

test('whatever is made from shares is a ramp the control plane accepts', () => {
  expect(ramp.safeParse(rampOf([1, 20_000, 1_000_000], undefined, 60_000)).success).toBe(true);
});
