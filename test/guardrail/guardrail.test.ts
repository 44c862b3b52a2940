import { adviceFor } from '@hormesis/server/features/analysis/advice.ts';
import { harmMixtureLogE } from '@hormesis/server/features/analysis/harm-mixture.ts';
import { expect, test, vi } from 'vitest';
import { rampOf } from '../bench/guardrail-jobs.ts';
import { medianFailing } from '../bench/guardrail-rows.ts';
import { detect, type Effect, waldBound } from './detection.ts';
import { equalArms } from './equal-arms.ts';
import { HarmWatch } from './harm-watch.ts';
import type { PopulationName } from './populations.ts';
import { poisson, seeded } from './random.ts';
import { mannWhitneyZ } from './today.ts';

// The short version of `npm run bench -- guardrail`; seconds on a quiet machine.
vi.setConfig({ testTimeout: 120_000 });

test('the bound that leaves looks out never leaves out one that halts', () => {
  let reached = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const watch = new HarmWatch(60);
    const harmFrom = 30 * random();
    for (let minute = 0; minute < 40; minute++) {
      const rhoPpm = minute < 15 ? 500_000 : 800_000;
      const harm = minute >= harmFrom ? 1 + random() : 1;
      for (let look = 0; look < 6; look++) {
        const treatment = poisson((rhoPpm / 1e6) * 2 * harm, random);
        const control = poisson((1 - rhoPpm / 1e6) * 2, random);
        if (treatment + control === 0) continue;
        watch.add(minute, rhoPpm, treatment, control);
        for (const line of [Math.log(20), Math.log(100)]) {
          const really = harmMixtureLogE(watch.events, 60) >= line;
          expect(watch.reaches(line)).toBe(really);
          if (really) reached += 1;
        }
      }
    }
  }
  expect(reached).toBeGreaterThan(100);
});

const options = { users: 20_000, requestsPerSecond: 100, budgetUnits: 50, alphas: [0.01, 0.05], today: true };
const runs = 60;

function ramps(population: PopulationName, holdSeconds: number) {
  const ramp = rampOf([2, 10, 50, 80, 95], holdSeconds);
  return Array.from({ length: runs }, (_, index) => equalArms({ ...options, seed: index + 1, population, ramp }));
}

test.each<[PopulationName, number]>([
  ['homogeneous', 10],
  ['chronic', 600],
  ['lognormal', 600],
  ['pareto', 10],
])('without harm hardly anything halts falsely: users %s, holds of %i s', (population, holdSeconds) => {
  const results = ramps(population, holdSeconds);
  const allowed = (alpha: number) => runs * (alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs));
  expect(results.filter(({ harm }) => harm[0]).length).toBeLessThanOrEqual(allowed(0.01));
  expect(results.filter(({ harm }) => harm[1]).length).toBeLessThanOrEqual(allowed(0.05));
  expect(results.filter(({ brake }) => brake !== null).length).toBeLessThanOrEqual(1);
});

test('the same traffic halts a fixed threshold and a repeated classic test again and again', () => {
  const results = ramps('chronic', 600);
  expect(results.filter(({ today }) => today?.threshold).length).toBeGreaterThan(runs / 4);
  expect(results.filter(({ today }) => today?.mannWhitney).length).toBeGreaterThan(runs / 2);
});

test('the Mann-Whitney test of failures is the one of the textbooks', () => {
  // 20 of 100 against 10 of 100, ties corrected: U = 5500, z = 1.98 (computed by hand from the ranks).
  expect(mannWhitneyZ({ requests: 100, failed: 20 }, { requests: 100, failed: 10 })).toBeCloseTo(1.975, 2);
  expect(mannWhitneyZ({ requests: 50, failed: 5 }, { requests: 50, failed: 5 })).toBe(0);
});

function medianOf(effect: Effect, when: 'early' | 'late', rho = 0.5) {
  const detections = Array.from({ length: 101 }, (_, index) =>
    detect({ seed: index + 1, rho, effect, when, alpha: 0.01, budgetUnits: 50 }),
  );
  const braked = medianFailing(detections, (each) => each.withBrakes);
  return { units: medianFailing(detections), braked, ratio: medianFailing(detections) / waldBound(rho, effect, 0.01) };
}

test('harm is found nearly as soon as anybody could find it', () => {
  expect(medianOf('outage', 'early').units).toBe(9);
  for (const effect of ['outage', 'x10', 'x2', 'x125'] as const) {
    expect(medianOf(effect, 'early').ratio, effect).toBeLessThanOrEqual(1.5);
  }
  expect(medianOf('outage', 'late').units).toBeLessThanOrEqual(25);
});

test('with 95 % of traffic in treatment the brakes stop an outage long before the harm test', () => {
  const { units, braked } = medianOf('outage', 'early', 0.95);
  expect(units).toBeGreaterThan(100);
  expect(braked).toBeLessThanOrEqual(20);
});

// Small harm is often found by luck before its average moment: half of the runs end sooner than advice says.
test.each([
  { effect: 'outage', failing: 1, rho: 0.5, requestsPerSecond: 1, most: 1.25 },
  { effect: 'outage', failing: 1, rho: 0.9, requestsPerSecond: 3, most: 1.25 },
  { effect: 'x2', failing: 0.004, rho: 0.5, requestsPerSecond: 20, most: 1.25 },
  { effect: 'x125', failing: 0.0025, rho: 0.5, requestsPerSecond: 20, most: 1.7 },
] as const)('advice tells what simulated experiments need: $effect at ρ = $rho', (harmed) => {
  const { effect, failing, rho, requestsPerSecond, most } = harmed;
  const [advice] = adviceFor({
    volume: { requestsPerSecond, units: null, failingShare: 0.002 },
    ...{ alphaPpm: 10_000, budgetUnits: 50, kpiCount: 1, countedAfterMs: 0 },
    stages: [{ trafficPpm: rho * 1e6, rhoPpm: rho * 1e6, holdMs: 60_000, minExposedUnits: 10, marginPpm: 20_000 }],
  });
  const told = { outage: advice?.outageSeconds, x2: advice?.doublingSeconds, x125: advice?.quarterSeconds };
  // Of the time told two seconds are what a halt takes.
  const perSecond = requestsPerSecond * (rho * failing + (effect === 'outage' ? 0 : (1 - rho) * 0.002));
  const units = ((told[effect] ?? 0) - 2) * perSecond;
  const simulated = medianOf(effect, 'early', rho).braked;
  expect(units / simulated).toBeGreaterThan(0.8);
  expect(units / simulated).toBeLessThan(most);
});
