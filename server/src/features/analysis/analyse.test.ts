import type { ExperimentSums, StageSums } from '@hormesis/contract/experiment-sums.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { Surroundings } from '@hormesis/contract/surroundings.ts';
import { expect, test } from 'vitest';
import { analyse } from './analyse.ts';
import { bernoulliInterval } from './bernoulli-interval.ts';
import { excessEtaMs } from './excess.ts';

const plan = {
  guardrails: { alphaPpm: 10_000, budgetUnits: 50 },
  ramp: {
    stages: [20_000, 500_000, 950_000].map((trafficPpm) => ({ trafficPpm, holdMs: 8_000, minExposedUnits: 10 })),
  },
};
const none = { treatment: 0, control: 0 };

const nobody = { requests: 0, failed: 0, failingUnits: 0 };
const calm: Surroundings = {
  control: nobody,
  free: nobody,
  injectedRequests: 0,
  injectedAt: [],
  injectedIn: [],
  openBreakers: [],
};

function stage(index: number, overrides: Partial<StageSums> = {}): StageSums {
  const trafficPpm = plan.ramp.stages[index]?.trafficPpm ?? 0;
  const rhoPpm = Math.max(500_000, trafficPpm);
  return { stage: index, trafficPpm, rhoPpm, exposed: none, known: none, failing: none, injections: 0, ...overrides };
}

function sums(overrides: Partial<ExperimentSums> = {}): ExperimentSums {
  return {
    nowMs: 30_000,
    startedAtMs: 0,
    plannedMinutes: 30,
    stage: 0,
    stageSinceMs: 0,
    kpis: ['failed'],
    failing: [],
    stages: [],
    firstSeen: [],
    last10s: { active: none, failing: none },
    telemetryAgeMs: 400,
    silentEntry: null,
    silentInstances: [],
    surroundings: calm,
    ...overrides,
  };
}

function brake(name: string, of: ExperimentSums) {
  const found = analyse(plan, of).brakes.find((each) => each.brake === name);
  if (!found) throw new Error(`no brake ${name}`);
  return found;
}

test('an experiment nothing was observed of has evidence of nothing', () => {
  const evidence = analyse(plan, sums());
  expect(evidence.kpis).toMatchObject([
    { kpi: 'failed', logE: 0, excessPpm: null, haltLogE: Math.log(100), failing: none },
  ]);
  expect(evidence.brakes.some((each) => each.tripped)).toBe(false);
  expect(evidence.excessPpm).toBeNull();
  expect(evidence.splitLogE).toBe(0);
  expect(evidence.stages).toHaveLength(1);
});

test('two KPIs share α: each has a line twice as high, and its own events', () => {
  const failing = [{ kpi: 'failed', minute: 0, rhoPpm: 500_000, treatment: 9, control: 0 }];
  const evidence = analyse(plan, sums({ kpis: ['failed', 'slow'], failing }));
  expect(evidence.kpis.map((each) => each.haltLogE)).toEqual([Math.log(200), Math.log(200)]);
  expect(evidence.kpis.map((each) => each.failing.treatment)).toEqual([9, 0]);
  expect(evidence.kpis[0]?.logE).toBeGreaterThan(Math.log(100));
  expect(evidence.kpis[1]?.logE).toBeCloseTo(0, 12);
});

test('arms of 5,300 and 4,700 users at ρ = ½ do not match; 5,050 and 4,950 do', () => {
  const seen = (treatment: number) =>
    sums({ firstSeen: [{ rhoPpm: 500_000, treatment, control: 10_000 - treatment }] });
  expect(analyse(plan, seen(5_300)).splitLogE).toBeCloseTo(15.5240116834561, 9);
  expect(analyse(plan, seen(5_050)).splitLogE).toBeLessThan(0);
});

test('a surge of failing users halts above 50 % of traffic and only there', () => {
  const last10s = { active: { treatment: 950, control: 50 }, failing: { treatment: 21, control: 0 } };
  const known = { treatment: 950, control: 50 };
  expect(brake('surge', sums({ stage: 2, stages: [stage(2, { known })], last10s }))).toMatchObject({
    tripped: true,
    limit: 19.75,
  });
  expect(brake('surge', sums({ stage: 1, stages: [stage(1, { known })], last10s })).tripped).toBe(false);
});

test('where control fails often anyway, more failures are let pass before it is a surge', () => {
  const before = stage(1, { known: { treatment: 500, control: 500 }, failing: { treatment: 10, control: 10 } });
  const last10s = { active: { treatment: 950, control: 50 }, failing: { treatment: 21, control: 0 } };
  expect(brake('surge', sums({ stage: 2, stages: [before, stage(2)], last10s }))).toMatchObject({
    tripped: false,
    limit: 110,
  });
});

test('where one failed user in so many is counted, one counted by chance is no surge', () => {
  const busy = { treatment: 9_000, control: 1_000 };
  const counted = (treatment: number) =>
    sums({
      stage: 2,
      stages: [stage(2, { known: busy })],
      last10s: { active: busy, failing: { treatment, control: 0 } },
      sample: { unitsOneIn: 64, eventsOneIn: 64 },
    });
  expect(brake('surge', counted(2))).toMatchObject({ tripped: false, value: 128 });
  expect(brake('surge', counted(17))).toMatchObject({ tripped: true });
});

test('the budget counts failed users above the usual', () => {
  const trials = (failing: number) =>
    sums({
      stages: [stage(0, { known: { treatment: 1_000, control: 1_000 }, failing: { treatment: failing, control: 10 } })],
    });
  expect(brake('budget', trials(59)).tripped).toBe(false);
  expect(brake('budget', trials(60))).toMatchObject({ tripped: true, value: 50, limit: 50 });
});

test('a difference that chance makes among many users costs no budget', () => {
  // Both arms fail 2 %; 20,300 against 20,000 of a million is 1.5 standard deviations.
  const known = { treatment: 1_000_000, control: 1_000_000 };
  const calm = sums({ stages: [stage(0, { known, failing: { treatment: 20_300, control: 20_000 } })] });
  const worse = sums({ stages: [stage(0, { known, failing: { treatment: 21_100, control: 20_000 } })] });
  expect(brake('budget', calm).tripped).toBe(false);
  expect(brake('budget', worse).tripped).toBe(true);
});

/** A ramp straight to 100 %: 10,000 users in treatment, of whom one in a hundred fails, and nobody in control. */
const everybody = (failing: number, known = 10_000) =>
  sums({
    stage: 2,
    stages: [
      stage(2, {
        ...{ trafficPpm: 1_000_000, rhoPpm: 1_000_000 },
        known: { treatment: known, control: 0 },
        failing: { treatment: failing, control: 0 },
      }),
    ],
    last10s: { active: { treatment: 5_000, control: 0 }, failing: { treatment: failing / 2, control: 0 } },
  });
const observedBefore = (requests: number, failed: number): Prediction => ({
  ...{ observedSeconds: 3_600, requestsPerSecond: 100, baseline: { requests, failed } },
  ...{ callGroups: [], services: [], downstream: [], regions: [], zones: [], stages: [] },
  ...{ unitsOfPath: null, advice: [], verdictMinutes: null },
});
const trippedOf = (of: ExperimentSums, prediction?: Prediction) =>
  analyse({ ...plan, prediction }, of).brakes.flatMap(({ brake, tripped }) => (tripped ? [brake] : []));

test('users who fail at 100 % of traffic as often as before the start are no harm; five times as many are', () => {
  expect(trippedOf(everybody(100), observedBefore(360_000, 3_600))).toEqual([]);
  expect(trippedOf(everybody(500), observedBefore(360_000, 3_600))).toEqual(['budget']);
  expect(trippedOf(everybody(600), observedBefore(360_000, 3_600))).toEqual(['surge', 'budget']);
});

test('a handful of control users that happened to be well does not turn the usual failures into harm', () => {
  const [first] = everybody(100).stages;
  if (!first) throw new Error('no stage');
  const stages = [{ ...first, known: { treatment: 10_000, control: 10 } }];
  expect(trippedOf({ ...everybody(100), stages }, observedBefore(360_000, 3_600))).toEqual([]);
});

test('where nobody knows what is usual, too many failing users halt all the same, but as blind: nothing is said to have failed', () => {
  for (const unknown of [undefined, observedBefore(5, 0)]) {
    expect(trippedOf(everybody(10), unknown)).toEqual([]);
    expect(trippedOf(everybody(100), unknown)).toEqual(['blind']);
    const { brakes } = analyse({ ...plan, prediction: unknown }, everybody(100));
    expect(brakes.find(({ brake }) => brake === 'blind')?.text).toContain('nobody knows how many fail without faults');
  }
});

test('ten seconds without telemetry are blindness; the first report may take ten more', () => {
  expect(brake('blind', sums({ telemetryAgeMs: 9_999 })).tripped).toBe(false);
  expect(brake('blind', sums({ telemetryAgeMs: 10_000 })).tripped).toBe(true);
  expect(brake('blind', sums({ telemetryAgeMs: null, nowMs: 19_999 })).tripped).toBe(false);
  expect(brake('blind', sums({ telemetryAgeMs: null, nowMs: 20_000 })).tripped).toBe(true);
});

test('a silent entry is named', () => {
  expect(brake('blind', sums({ telemetryAgeMs: 12_000, silentEntry: 'gateway-2' })).text).toContain(
    'the last report of gateway-2 is 12 s old',
  );
});

test('a stage in which a shared breaker stayed open says that equal arms prove nothing', () => {
  const openBreakers = [
    { stage: 0, callGroup: 'api>http:ratings', opened: 2, rejected: { treatment: 40, control: 0 } },
    { stage: 1, callGroup: 'api>http:ratings', opened: 1, rejected: { treatment: 80, control: 75 } },
  ];
  const { stages } = analyse(plan, sums({ stage: 2, surroundings: { ...calm, openBreakers } }));
  expect(stages.map(({ breakers }) => breakers.map(({ text }) => text.includes('no proof')))).toEqual([
    [false],
    [true],
    [],
  ]);
});

test('the excess shrinks with evidence and pools control above 50 %', () => {
  const known = { treatment: 200, control: 200 };
  const here = analyse(plan, sums({ stages: [stage(0, { known })] })).excessPpm;
  expect(here).toBe(Math.ceil(bernoulliInterval(0, 200, 0.025).upper * 1_000_000));
  const before = stage(1, { known: { treatment: 500, control: 500 }, failing: { treatment: 100, control: 100 } });
  const last = stage(2, { known: { treatment: 500, control: 25 }, failing: { treatment: 100, control: 5 } });
  const pooled = analyse(plan, sums({ stage: 2, stages: [before, last] })).excessPpm ?? 0;
  const alone = analyse(plan, sums({ stage: 2, stages: [last] })).excessPpm ?? 0;
  expect(pooled).toBeLessThan(alone - 30_000);
});

test('the forecast of the excess says when enough users will have been seen', () => {
  const known = { treatment: 60, control: 60 };
  const waiting = sums({ stages: [stage(0, { known })] });
  const etaMs = excessEtaMs(waiting, 50_000) ?? 0;
  const factor = (waiting.nowMs + etaMs) / waiting.nowMs;
  expect(bernoulliInterval(0, 60 * factor, 0.025).upper).toBeLessThanOrEqual(0.05);
  expect(bernoulliInterval(0, 60 * factor * 0.95, 0.025).upper).toBeGreaterThan(0.05);
  expect(excessEtaMs(waiting, 200_000)).toBe(0);
  const apart = stage(0, { known, failing: { treatment: 30, control: 0 } });
  expect(excessEtaMs(sums({ stages: [apart] }), 50_000)).toBeNull();
  expect(excessEtaMs(sums(), 50_000)).toBeNull();
});

const three = ['failed', 'slow', 'missing:play_start'];
/** Trials by `slow`, and by a missing event. */
function others(slow: [number, number], missing: [number, number], known = 1_000): StageSums['otherKpis'] {
  const of = (kpi: string, [treatment, control]: [number, number]) => ({
    kpi,
    known: { treatment: known, control: known },
    failing: { treatment, control },
  });
  return [of('slow', slow), of('missing:play_start', missing)];
}

test('three KPIs share the chance of a false alarm: each halts at three times the line, and says what happened to users', () => {
  const failing = [
    { kpi: 'slow', minute: 0, rhoPpm: 500_000, treatment: 10, control: 0 },
    { kpi: 'missing:play_start', minute: 0, rhoPpm: 500_000, treatment: 11, control: 0 },
  ];
  const missing = [{ kpi: 'missing:play_start', event: 'play_start', withinMs: 3_000, words: 'did not start playing' }];
  const { kpis } = analyse({ ...plan, missing }, sums({ kpis: three, failing }));
  expect(kpis.map(({ haltLogE }) => haltLogE)).toEqual([Math.log(300), Math.log(300), Math.log(300)]);
  expect(kpis.map(({ logE, haltLogE }) => logE >= haltLogE)).toEqual([false, false, true]);
  expect(kpis.map(({ words }) => words)).toEqual(['failed', 'were slow', 'did not start playing']);
});

test('the gate asks every KPI, each with a third of the error: the worst one is the excess', () => {
  const trials = { known: { treatment: 1_000, control: 1_000 }, failing: { treatment: 10, control: 10 } };
  const observed = sums({ kpis: three, stages: [stage(0, { ...trials, otherKpis: others([10, 10], [60, 20]) })] });
  const { excessPpm, kpis } = analyse(plan, observed);
  const alpha = 0.05 / 6;
  const worst = bernoulliInterval(60, 1_000, alpha).upper - bernoulliInterval(20, 1_000, alpha).lower;
  expect(excessPpm).toBe(Math.ceil(worst * 1_000_000));
  expect(kpis[2]?.excessPpm).toBe(excessPpm);
  const unknown = sums({ kpis: three, stages: [stage(0, { ...trials, otherKpis: others([10, 10], [0, 0], 0) })] });
  expect(analyse(plan, unknown).excessPpm).toBeNull();
  expect(excessEtaMs(unknown, 500_000)).toBeNull();
});

test('an event that not even control tells is a guardrail that cannot be read', () => {
  const trials = { known: { treatment: 20, control: 20 } };
  const never = sums({ kpis: three, stages: [stage(0, { ...trials, otherKpis: others([0, 0], [20, 20], 20) })] });
  expect(analyse(plan, never).kpis.map(({ problem }) => problem)).toEqual([
    undefined,
    undefined,
    expect.stringContaining("kpi('play_start')"),
  ]);
  const once = sums({ kpis: three, stages: [stage(0, { ...trials, otherKpis: others([20, 20], [20, 19], 20) })] });
  expect(analyse(plan, once).kpis.some(({ problem }) => problem !== undefined)).toBe(false);
});

test('of a sample, shares stay and counts of users are what all would be about', () => {
  const trials = { exposed: { treatment: 100, control: 100 }, known: { treatment: 100, control: 100 } };
  const observed = sums({
    stages: [stage(0, { ...trials, failing: { treatment: 30, control: 0 } })],
    sample: { unitsOneIn: 8, eventsOneIn: 1 },
  });
  const evidence = analyse(plan, observed);
  expect(evidence).toMatchObject({ sampledOneIn: 8, stages: [{ exposedUnits: { treatment: 800, control: 800 } }] });
  expect(evidence.excessPpm).toBe(analyse(plan, { ...observed, sample: { unitsOneIn: 1, eventsOneIn: 1 } }).excessPpm);
  // Thirty failed of the hundred that are counted: about 240 users, of whom 0.8 are usual.
  expect(brake('budget', observed)).toMatchObject({ tripped: true, value: expect.closeTo(239.2, 1) });
});

test('arms that did not match once do not match for the rest of the experiment, whatever comes later', () => {
  const seen = (treatment: number, control: number) => sums({ firstSeen: [{ rhoPpm: 500_000, treatment, control }] });
  const broken = analyse(plan, seen(5_300, 4_700)).splitLogE;
  expect(broken).toBeGreaterThan(Math.log(1_000));
  expect(analyse(plan, seen(50_300, 49_700)).splitLogE, 'a hundred thousand bury it').toBeLessThan(Math.log(1_000));
  expect(analyse(plan, seen(50_300, 49_700), [], broken).splitLogE).toBe(broken);
});
