import { expect, test } from 'vitest';
import { gaugePosition, gaugeTicks, HALT_LINE_AT, outageUnits, rhoAt } from './gauge-scale.ts';

const HALT = Math.log(100);

test('the gauge reaches its line exactly when the experiment halts', () => {
  expect(gaugePosition(HALT, HALT)).toBeCloseTo(HALT_LINE_AT, 12);
  expect(gaugePosition(HALT - 0.01, HALT)).toBeLessThan(HALT_LINE_AT);
});

test('no evidence, however small or large, leaves the gauge', () => {
  expect(gaugePosition(-1_000, HALT)).toBe(0);
  expect(gaugePosition(5_000, HALT)).toBe(1);
});

test('every step on the gauge is a factor of ten, up to the line', () => {
  expect(gaugeTicks(HALT).map((tick) => Math.round(Math.exp(tick) * 10) / 10)).toEqual([0.1, 1, 10]);
});

test('a complete outage is caught after 9 failing users, 11 with two KPIs, 62 at nine tenths', () => {
  expect(outageUnits(HALT, rhoAt(20_000))).toBe(9);
  expect(outageUnits(Math.log(200), 0.5)).toBe(11);
  expect(outageUnits(HALT, rhoAt(900_000))).toBe(62);
});
