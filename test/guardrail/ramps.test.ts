import { expect, test, vi } from 'vitest';
import { type SimulatedRamp, simulateRamp, type Traffic } from './simulated-ramp.ts';

// Some hundred ramps take seconds; on a machine busy with other tests they may take a minute.
vi.setConfig({ testTimeout: 120_000 });

const guardrails = { alphaPpm: 10_000, budgetUnits: 50 };
/** The demo's ramp: traffic and margin in percent. */
const demo = ramp([2, 20], [10, 10], [25, 5], [50, 5], [95, 5]);
const calm: Omit<Traffic, 'seed'> = {
  users: 100_000,
  requestsPerSecond: 100,
  failingShare: () => 0.002,
  harm: () => 0,
};

function ramp(...stages: [trafficPercent: number, marginPoints: number][]) {
  return {
    stages: stages.map(([percent, points]) => ({
      trafficPpm: percent * 10_000,
      holdMs: 8_000,
      minExposedUnits: 10,
      marginPpm: points * 10_000,
    })),
  };
}

function many(runs: number, traffic: Partial<Traffic>, plan = demo): SimulatedRamp[] {
  return Array.from({ length: runs }, (_, index) =>
    simulateRamp(plan, guardrails, { ...calm, seed: index + 1, ...traffic }),
  );
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const haltsOf = (ramps: SimulatedRamp[]) => ramps.filter((each) => each.end.action === 'halt').length;
/** α plus three standard errors, as a count of false halts. */
const allowedFalseHalts = (runs: number) => runs * (0.01 + 3 * Math.sqrt((0.01 * 0.99) / runs));

test('the demo ramp passes within a minute and a half when nothing is harmed', () => {
  const ramps = many(40, {});
  const passed = ramps.filter((each) => each.end.action === 'complete' && each.seconds >= 40 && each.seconds <= 90);
  expect(passed.length).toBeGreaterThanOrEqual(38);
});

test('an outage halts after about ten failing users, looked at once a second', () => {
  const ramps = many(40, { harm: () => 1 });
  expect(ramps.every((each) => each.end.action === 'halt' && each.end.reason === 'harm')).toBe(true);
  expect(median(ramps.map((each) => each.failingTreatment))).toBeLessThanOrEqual(12);
});

test('an outage that begins at 95 % of traffic is stopped by a brake within two seconds', () => {
  const last = ramp([50, 5], [95, 1]);
  for (const each of many(10, { harm: (second) => (second > 11 ? 1 : 0) }, last)) {
    expect(each.end).toMatchObject({ action: 'halt', reason: 'surge' });
    expect(each.seconds).toBeLessThanOrEqual(13);
  }
});

// Margins of 3 points above 50 % keep these ramps under way for longer, past several hundred looks.
const slow = ramp([10, 10], [50, 3], [95, 3]);

test.each([
  ['all users fail alike', (): number => 0.02],
  ['a few users fail always', (user: number) => (user < 0.02 ? 1 : 0.001)],
  ['failures are spread very unevenly', (user: number) => Math.min(1, 0.002 / Math.sqrt(user + 1e-6))],
])('without harm hardly any ramp is halted: %s', (_, failingShare) => {
  const runs = 100;
  expect(haltsOf(many(runs, { failingShare, users: 30_000 }, slow))).toBeLessThanOrEqual(allowedFalseHalts(runs));
});

test('at a thousand requests a second chance alone spends no budget', () => {
  const big = ramp([50, 5], [95, 5]);
  const longer = { stages: big.stages.map((each) => ({ ...each, holdMs: 120_000 })) };
  const runs = 5;
  expect(haltsOf(many(runs, { requestsPerSecond: 1_000, failingShare: () => 0.05 }, longer))).toBeLessThanOrEqual(1);
});
