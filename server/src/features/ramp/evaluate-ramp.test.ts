import type { Evidence } from '@hormesis/contract/evidence.ts';
import { marginPpmOf } from '@hormesis/contract/margin.ts';
import { ramp as rampSchema } from '@hormesis/contract/ramp.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_RAMP, plannedMinutesOf, timeoutMsOf } from './default-ramp.ts';
import { evaluateRamp } from './evaluate-ramp.ts';
import { promoteRamp } from './promote-ramp.ts';
import type { RampingExperiment } from './ramping-experiment.ts';

const stages = [20_000, 500_000, 950_000].map((trafficPpm) => ({ trafficPpm, holdMs: 8_000, minExposedUnits: 40 }));
const HALT_LINE = Math.log(100);

function experiment(overrides: Partial<RampingExperiment> = {}): RampingExperiment {
  return {
    stages,
    stage: 0,
    stageSinceMs: 0,
    silentInstances: [],
    waitingForPool: null,
    excessEtaMs: null,
    ...overrides,
  };
}

/** Evidence on which the gate of `stage` opens. */
function goodEvidence(stage = 0, overrides: Partial<Evidence> = {}): Evidence {
  const both = { treatment: 400, control: 400 };
  return {
    kpis: [{ kpi: 'failed', logE: 0.3, haltLogE: HALT_LINE, failing: { treatment: 1, control: 1 } }],
    brakes: [{ brake: 'blind', tripped: false, value: 0, limit: 10_000, text: 'the last report is 0 s old' }],
    splitLogE: -1,
    stages: stages.slice(0, stage + 1).map(({ trafficPpm }, index) => ({
      stage: index,
      trafficPpm,
      exposedUnits: both,
      known: both,
      failing: { treatment: 1, control: 1 },
      injections: 20,
      breakers: [],
    })),
    excessPpm: 12_000,
    injections: 20 * (stage + 1),
    ...overrides,
  };
}

function withStage(stage: number, change: Partial<Evidence['stages'][number]>): Evidence {
  const evidence = goodEvidence(stage);
  return { ...evidence, stages: evidence.stages.map((each) => (each.stage === stage ? { ...each, ...change } : each)) };
}

test('a stage whose gate is open goes up; the last one passes', () => {
  expect(evaluateRamp(experiment(), goodEvidence(), 8_000)).toMatchObject({
    action: 'advance',
    toStage: 1,
    reason: 'the stage at 2 % passed its gate',
  });
  expect(evaluateRamp(experiment({ stage: 2 }), goodEvidence(2), 8_000)).toMatchObject({
    action: 'complete',
    verdict: 'passed',
  });
});

test('a gate says what it waits for and how long', () => {
  const few = withStage(0, { exposedUnits: { treatment: 33, control: 35 } });
  const decision = evaluateRamp(experiment({ excessEtaMs: 12_000 }), { ...few, excessPpm: 231_000 }, 6_000);
  expect(decision).toMatchObject({
    action: 'hold',
    reason:
      '2 s left of a hold of 8 s; 33 of 40 users exposed per arm; users who failed: treatment may be up to 23.1 points above control, 5 points are allowed; about 12 s at the present rate',
  });
  expect(decision.gate.etaMs).toBe(12_000);
});

test.each([
  ['hold', experiment(), goodEvidence(), 7_999],
  ['exposure', experiment(), withStage(0, { exposedUnits: { treatment: 400, control: 39 } }), 8_000],
  ['split', experiment(), goodEvidence(0, { splitLogE: Math.log(1_001) }), 8_000],
  ['injection', experiment(), withStage(0, { injections: 0 }), 8_000],
  ['injection', experiment(), goodEvidence(0, { injections: 0 }), 8_000],
  ['injection', experiment({ silentInstances: ['api-2'] }), goodEvidence(), 8_000],
  ['excess', experiment(), goodEvidence(0, { excessPpm: 50_001 }), 8_000],
  ['excess', experiment(), goodEvidence(0, { excessPpm: null }), 8_000],
  ['pool', experiment({ waitingForPool: { experiment: 'e4x9k2', missingPpm: 40_000 } }), goodEvidence(), 8_000],
] as const)('alone the %s holds the stage', (condition, ramping, evidence, nowMs) => {
  const decision = evaluateRamp(ramping, evidence, nowMs);
  expect(decision.action).toBe('hold');
  expect(decision.gate.conditions.filter((each) => !each.met).map((each) => each.condition)).toEqual([condition]);
});

test('instances that do not inject are named, and so is the experiment that holds the pool', () => {
  const silent = evaluateRamp(experiment({ silentInstances: ['api-2', 'api-7'] }), goodEvidence(), 8_000);
  expect(silent.reason).toBe('no injection happened on api-2, api-7');
  const waiting = evaluateRamp(
    experiment({ waitingForPool: { experiment: 'e4x9k2', missingPpm: 40_000 } }),
    goodEvidence(),
    8_000,
  );
  expect(waiting.reason).toContain('waits for experiment e4x9k2');
});

test('harm halts at its line with the numbers, before everything else', () => {
  const harmed = goodEvidence(2, {
    kpis: [{ kpi: 'failed', logE: HALT_LINE, haltLogE: HALT_LINE, failing: { treatment: 9, control: 0 } }],
  });
  expect(evaluateRamp(experiment({ stage: 2 }), harmed, 1e9)).toMatchObject({
    action: 'halt',
    reason: 'harm',
    detail: '9 users failed in treatment and 0 in control: the evidence, E = 100, reached the halt line of 100',
  });
});

test('a tripped brake halts by its name', () => {
  const brakes = [
    { brake: 'surge' as const, tripped: true, value: 40, limit: 20, text: '40 users in treatment began to fail' },
  ];
  expect(evaluateRamp(experiment(), goodEvidence(0, { brakes }), 8_000)).toMatchObject({
    action: 'halt',
    reason: 'surge',
    detail: '40 users in treatment began to fail',
  });
});

test('a stage that cannot pass its gate ends as inconclusive after ten holds, at least ten minutes', () => {
  const nobody = withStage(0, { exposedUnits: { treatment: 3, control: 2 } });
  expect(evaluateRamp(experiment(), nobody, 599_999).action).toBe('hold');
  expect(evaluateRamp(experiment(), nobody, 600_000)).toMatchObject({
    action: 'conclude',
    verdict: 'inconclusive',
    reason: 'after 10 min in this stage: 2 of 40 users exposed per arm',
  });
});

test('arms that do not match end the last stage as inconclusive once nothing else is missing', () => {
  const broken = { splitLogE: 8 };
  const last = experiment({ stage: 2 });
  expect(evaluateRamp(last, goodEvidence(2, broken), 8_000)).toMatchObject({
    action: 'conclude',
    verdict: 'inconclusive',
  });
  expect(evaluateRamp(last, goodEvidence(2, broken), 7_000).action).toBe('hold');
  expect(evaluateRamp(experiment({ stage: 1 }), goodEvidence(1, broken), 8_000).action).toBe('hold');
});

test('a guardrail that cannot be read holds the ramp', () => {
  expect(evaluateRamp(experiment(), goodEvidence(0, { kpis: [] }), 8_000)).toMatchObject({
    action: 'hold',
    reason: 'no KPI is guarded',
  });
  const kpis = [{ kpi: 'failed', logE: Number.NaN, haltLogE: HALT_LINE, failing: { treatment: 0, control: 0 } }];
  expect(evaluateRamp(experiment(), goodEvidence(0, { kpis }), 8_000).action).toBe('hold');
});

test('at 100 % of traffic there is no control arm to wait for', () => {
  const whole = experiment({ stages: [{ trafficPpm: 1_000_000, holdMs: 8_000, minExposedUnits: 40 }] });
  const evidence = withStage(0, { exposedUnits: { treatment: 400, control: 0 } });
  expect(evaluateRamp(whole, evidence, 8_000).gate.conditions.find((each) => each.condition === 'exposure')?.met).toBe(
    true,
  );
});

test('a person may promote a waiting stage, not past a halt, and never to a pass', () => {
  const waiting = goodEvidence(0, { excessPpm: 90_000 });
  expect(promoteRamp(experiment(), waiting, 8_000)).toMatchObject({ action: 'advance', toStage: 1 });
  const last = goodEvidence(2, { excessPpm: 90_000 });
  expect(promoteRamp(experiment({ stage: 2 }), last, 8_000)).toMatchObject({
    action: 'conclude',
    verdict: 'inconclusive',
  });
  expect(promoteRamp(experiment({ stage: 2 }), goodEvidence(2), 8_000).action).toBe('refuse');
  const kpis = [{ kpi: 'failed', logE: 9, haltLogE: HALT_LINE, failing: { treatment: 14, control: 0 } }];
  expect(promoteRamp(experiment(), goodEvidence(0, { kpis }), 8_000).action).toBe('refuse');
});

test('nobody promotes without seeing the guardrails, or on evidence from before', () => {
  const waiting = (overrides: Partial<Evidence>) => goodEvidence(0, { excessPpm: 90_000, ...overrides });
  const blind = (value: number) => ({ brake: 'blind', tripped: false, value, limit: 10_000, text: 'old' }) as const;
  const unread = (beyond: 'hold' | 'halt') => ({
    queries: [{ name: 'cpu', beyond, state: 'unreadable' as const, treatment: null, control: null, text: 'no answer' }],
  });
  for (const overrides of [
    { kpis: [{ kpi: 'failed', logE: Number.NaN, haltLogE: HALT_LINE, failing: { treatment: 0, control: 0 } }] },
    { kpis: [] },
    { brakes: [blind(3_001)] },
    { brakes: [blind(Number.NaN)] },
    { brakes: [] },
    unread('halt'),
  ]) {
    expect(promoteRamp(experiment(), waiting(overrides), 8_000).action, JSON.stringify(overrides)).toBe('refuse');
  }
  expect(promoteRamp(experiment(), waiting({ brakes: [blind(3_000)] }), 8_000).action).toBe('advance');
  expect(promoteRamp(experiment(), waiting(unread('hold')), 8_000).action, 'what only holds is overruled').toBe(
    'advance',
  );
});

const figure = fc.oneof(fc.constant(0), fc.double(), fc.integer({ min: 0, max: 1_000_000 }));
const perArm = fc.record({ treatment: fc.nat(), control: fc.nat() });
const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  kpis: fc.array(
    fc.record({ kpi: fc.constant('failed'), logE: figure, haltLogE: fc.constant(HALT_LINE), failing: perArm }),
    { maxLength: 3 },
  ),
  brakes: fc.array(
    fc.record({
      brake: fc.constantFrom('surge', 'budget', 'blind'),
      tripped: fc.boolean(),
      value: figure,
      limit: figure,
      text: fc.string(),
    }),
    { maxLength: 2 },
  ),
  splitLogE: figure,
  stages: fc.array(
    fc.record({
      stage: fc.nat(3),
      trafficPpm: fc.nat(1_000_000),
      exposedUnits: perArm,
      known: perArm,
      failing: perArm,
      injections: fc.nat(3),
      breakers: fc.constant([]),
    }),
    { maxLength: 4 },
  ),
  excessPpm: fc.option(figure),
  injections: fc.nat(3),
});
const anyExperiment: fc.Arbitrary<RampingExperiment> = fc.record({
  stages: fc.constant(stages),
  stage: fc.nat(3),
  stageSinceMs: fc.nat(1_000_000),
  silentInstances: fc.array(fc.string(), { maxLength: 2 }),
  waitingForPool: fc.option(fc.record({ experiment: fc.constant('e4x9k2'), missingPpm: fc.nat(1_000_000) })),
  excessEtaMs: fc.option(fc.nat()),
});

test('whatever the evidence, there is a decision, and it never goes up against the evidence', () => {
  // Mixed with evidence that would pass, so that both sides of every condition are met often.
  const evidence = fc.oneof(
    anyEvidence,
    fc
      .tuple(anyEvidence, fc.nat(2))
      .map(([odd, stage]) => ({ ...goodEvidence(stage), kpis: odd.kpis, injections: odd.injections })),
  );
  fc.assert(
    fc.property(anyExperiment, evidence, fc.nat(2_000_000), (ramping, seen, nowMs) => {
      const decision = evaluateRamp(ramping, seen, nowMs);
      const promotion = promoteRamp(ramping, seen, nowMs);
      const harmed = seen.kpis.some((kpi) => kpi.logE >= kpi.haltLogE) || seen.brakes.some((brake) => brake.tripped);
      expect(decision.action === 'halt').toBe(harmed);
      if (harmed) expect(promotion.action).toBe('refuse');
      if (decision.action === 'advance' || decision.action === 'complete') {
        expect(seen.injections).toBeGreaterThan(0);
        expect(seen.stages.find((each) => each.stage === ramping.stage)?.injections).toBeGreaterThan(0);
        expect(seen.kpis.length).toBeGreaterThan(0);
        expect(decision.gate.open).toBe(true);
      }
      if (decision.action === 'complete') expect(ramping.stage).toBe(ramping.stages.length - 1);
      if (decision.action === 'advance') expect(decision.toStage).toBe(ramping.stage + 1);
    }),
    { numRuns: 1_000 },
  );
});

test('the default ramp is one the contract accepts, ends at 95 %, and has the margins and timeouts of the rules', () => {
  expect(rampSchema.parse(DEFAULT_RAMP)).toEqual(DEFAULT_RAMP);
  expect(DEFAULT_RAMP.stages.at(-1)?.trafficPpm).toBe(950_000);
  expect(DEFAULT_RAMP.stages.map(marginPpmOf)).toEqual([50_000, 50_000, 50_000, 20_000, 20_000, 20_000]);
  expect(timeoutMsOf({ trafficPpm: 1, holdMs: 8_000, minExposedUnits: 1 })).toBe(600_000);
  expect(timeoutMsOf({ trafficPpm: 1, holdMs: 120_000, minExposedUnits: 1 })).toBe(1_200_000);
  expect(plannedMinutesOf({ stages })).toBe(30);
});
