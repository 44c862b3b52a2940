import { expect, test } from 'vitest';
import { type AdvisedPlan, type AdvisedStage, adviceFor, proposeRamp } from './advice.ts';
import { unitsBehind, unitsFailing, unitsSeen } from './volume.ts';

const layout = (trafficPpm: number) => ({ rhoPpm: Math.max(500_000, trafficPpm) });
const stage = (trafficPpm: number, more: Partial<AdvisedStage> = {}): AdvisedStage => ({
  ...{ trafficPpm, ...layout(trafficPpm), holdMs: 60_000, minExposedUnits: 10, marginPpm: 20_000, ...more },
});
/** A hundred requests a second of ever new users, of which two in a thousand fail. */
const plan = (...stages: AdvisedStage[]): AdvisedPlan => ({
  volume: { requestsPerSecond: 100, units: null, failingShare: 0.002 },
  ...{ alphaPpm: 10_000, budgetUnits: 50, kpiCount: 1, countedAfterMs: 0, stages },
});
const adviceOf = (of: AdvisedPlan) => adviceFor(of)[0] ?? expect.fail('no advice');

test('at 1 % of a hundred requests a second an outage is caught after nine users and the time a halt takes', () => {
  const { outageSeconds, usersHurt, exposedUnits } = adviceOf(plan(stage(10_000)));
  // Nine failing users come in nine seconds; two more seconds until the halt is in force, in which two more come.
  expect(outageSeconds).toBeGreaterThan(10.5);
  expect(outageSeconds).toBeLessThan(11.5);
  expect(usersHurt).toBeGreaterThanOrEqual(11);
  expect(usersHurt).toBeLessThanOrEqual(12);
  expect(exposedUnits).toBe(60);
});

test('smaller harm takes longer, more traffic makes everything faster and hurts more', () => {
  const [small, large] = adviceFor(plan(stage(10_000), stage(250_000)));
  for (const advice of [small, large]) {
    expect(advice?.outageSeconds).toBeLessThan(advice?.doublingSeconds ?? 0);
    expect(advice?.doublingSeconds).toBeLessThan(advice?.quarterSeconds ?? 0);
  }
  expect(large?.doublingSeconds).toBeLessThan(small?.doublingSeconds ?? 0);
  expect(large?.usersHurt).toBeGreaterThan(small?.usersHurt ?? 0);
});

test('a fault that lets calls hang is counted later, so more users are in it', () => {
  const hanging = adviceOf({ ...plan(stage(10_000)), countedAfterMs: 10_000 });
  const atOnce = adviceOf(plan(stage(10_000)));
  expect(hanging.outageSeconds).toBeCloseTo((atOnce.outageSeconds ?? 0) + 10, 1);
  expect(hanging.usersHurt).toBeGreaterThanOrEqual((atOnce.usersHurt ?? 0) + 9);
});

test('above 50 % the brakes catch an outage, not the harm test', () => {
  const { outageSeconds, usersHurt } = adviceOf(plan(stage(990_000)));
  // 644 failing users would be needed without them.
  expect(outageSeconds).toBeLessThan(2.5);
  expect(usersHurt).toBeLessThan(250);
});

test('few users who come again and again can never show a rise by a quarter', () => {
  const few = plan(stage(10_000));
  const advice = adviceOf({ ...few, volume: { ...few.volume, units: 2_000 } });
  expect(advice.outageSeconds).not.toBeNull();
  expect(advice.quarterSeconds).toBeNull();
  expect(advice.exposedUnits).toBeLessThanOrEqual(20);
});

test('the gate takes at least the hold, and as long as the margin asks for evidence', () => {
  const wide = adviceOf(plan(stage(10_000, { marginPpm: 500_000 })));
  const narrow = adviceOf(plan(stage(10_000, { marginPpm: 5_000 })));
  expect(wide.gateSeconds).toBe(60);
  expect(narrow.gateSeconds).toBeGreaterThan(600);
});

test('shares are proposed from where an outage is caught within a minute up to what the path allows', () => {
  const { stages: _, ...usual } = plan();
  const shares = (requestsPerSecond: number, limitPpm: number) =>
    proposeRamp({ ...usual, volume: { ...usual.volume, requestsPerSecond } }, limitPpm, layout)?.stages.map(
      ({ trafficPpm }) => trafficPpm,
    );
  expect(shares(100, 950_000)).toEqual([5_000, 20_000, 100_000, 500_000, 950_000]);
  expect(shares(10_000, 50_000)).toEqual([100, 500, 5_000, 20_000]);
  expect(shares(1, 50_000)).toBeUndefined();
  const stages = proposeRamp(usual, 950_000, layout)?.stages ?? [];
  for (const { holdMs } of stages) {
    expect(holdMs).toBeGreaterThanOrEqual(60_000);
    expect(holdMs).toBeLessThanOrEqual(1_800_000);
  }
});

test('how many users there are follows from how often they came again', () => {
  const volume = { requestsPerSecond: 100, units: 20_000, failingShare: 0.01 };
  const seen = unitsSeen(volume, 0.2, 300);
  expect(unitsBehind(seen, 100 * 0.2 * 300, 0.2)).toBeCloseTo(20_000, 0);
  expect(unitsBehind(995, 1_000, 0.2)).toBeNull();
  expect(unitsFailing(volume, 0.2, 0.01, 300)).toBeLessThan(60);
});
