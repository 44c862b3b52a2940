import { type KillCase, killEvidence, slotMsOf } from '@hormesis/server/features/analysis/kill-harm.ts';
import { expect, test } from 'vitest';
import { POPULATIONS, type PopulationName } from './populations.ts';
import { exponential, seeded } from './random.ts';

const kill = { stage: 0, group: 'api-main', count: 1, leashed: false, compareMs: 60_000, settleMs: 10_000 };
/** One KPI and one kill at α = 1 %: half of α is for the arms, half for the kill. */
const ALPHA = 0.01;
const haltLogE = Math.log(2 / ALPHA);
const RUNS = 600;
const KILLED_AT_S = 70;

/** E at each second after a kill, as long as more units had their first event after it than before it: below, E cannot be large. */
function* looks(firstEventsS: readonly number[]): Generator<{ logE: number; after: number }> {
  for (let second = 1; second <= 60; second += 1) {
    const inside = firstEventsS.filter((at) => Math.abs(at - KILLED_AT_S) <= second);
    const slots = new Map<number, { before: number; after: number }>();
    for (const at of inside) {
      const slot = Math.floor((Math.abs(at - KILLED_AT_S) * 1_000) / slotMsOf(kill));
      const known = slots.get(slot) ?? { before: 0, after: 0 };
      slots.set(slot, at > KILLED_AT_S ? { ...known, after: known.after + 1 } : { ...known, before: known.before + 1 });
    }
    const after = inside.filter((at) => at > KILLED_AT_S).length;
    if (after <= inside.length - after) continue;
    const events = [...slots].map(([slot, counts]) => ({ kpi: 'failed', slot, ...counts }));
    yield { logE: logEOf(events, second), after };
  }
}

function logEOf(events: KillCase['sums']['events'], second: number): number {
  const record = {
    kind: 'begun',
    termination: 't1',
    atMs: 0,
    leashed: false,
    died: 1,
    mayHaveDied: 0,
    nobodyBecause: '',
  } as const;
  const evidence = killEvidence({
    ...{ kill, record: { ...record, healthyAfterMs: null, notRecovered: null }, sums: { events, trials: [] } },
    ...{ nowMs: second * 1_000, stageSinceMs: -KILLED_AT_S * 1_000, kpis: ['failed'], missing: [], haltLogE },
    ...{ marginPpm: 50_000, minExposedUnits: 1 },
  });
  return evidence.kpis[0]?.logE ?? Number.NaN;
}

/** When each user first fails, seconds since the stage began; `rise`: how much busier it gets at the moment of the kill. */
function firstFailures(population: PopulationName, rise: number, random: () => number): number[] {
  return Array.from({ length: 2_000 }, () => {
    const hazard = 0.02 * POPULATIONS[population](random);
    const at = exponential(hazard, random);
    return at < KILLED_AT_S ? at : KILLED_AT_S + (at - KILLED_AT_S) / rise;
  });
}

const cases: [PopulationName, number][] = [
  ['homogeneous', 1],
  ['homogeneous', 1.2],
  ['chronic', 1],
  ['lognormal', 1.2],
  ['pareto', 1.2],
];
test.each(cases)('a kill that hurts nobody: %s users, traffic × %d, looked at every second', (population, rise) => {
  let falseAlarms = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const random = seeded(run * 31 + 7);
    for (const { logE } of looks(firstFailures(population, rise, random)))
      if (logE >= haltLogE) {
        falseAlarms += 1;
        break;
      }
  }
  const share = ALPHA / 2;
  expect(falseAlarms).toBeLessThanOrEqual(RUNS * share + 3 * Math.sqrt(RUNS * share));
});

test('an outage after a kill halts after about a dozen failing users, also when some failed before', () => {
  const detected = (usual: number): number => {
    const random = seeded(usual);
    const before = Array.from({ length: usual }, () => random() * KILLED_AT_S);
    const outage = Array.from({ length: 200 }, () => KILLED_AT_S + random() * 20);
    for (const { logE, after } of looks([...before, ...outage])) if (logE >= haltLogE) return after;
    return Number.POSITIVE_INFINITY;
  };
  // Ten more fail each second, and a look comes once a second.
  expect(detected(0)).toBeLessThanOrEqual(30);
  expect(detected(20)).toBeLessThanOrEqual(45);
  let needed = 0;
  while (logEOf([{ kpi: 'failed', slot: 0, before: 0, after: needed }], 1) < haltLogE) needed += 1;
  expect(needed).toBe(13);
});
