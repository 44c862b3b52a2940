import { expect, test } from 'vitest';
import { rampSteps } from './ramp-progress.ts';

type Ramped = Parameters<typeof rampSteps>[0];
const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const stage = (trafficPpm: number) => ({ trafficPpm, holdMs: 8_000, minExposedUnits: 10 });
const seen = (index: number) => ({
  stage: index,
  trafficPpm: 0,
  exposedUnits: { treatment: 1, control: 1 },
  known: { treatment: 1, control: 1 },
  failing: { treatment: 0, control: 0 },
  injections: 0,
  breakers: [],
});
const ramped = (change: Partial<Ramped>): Ramped => ({
  ramp: { stages: [stage(20_000), stage(100_000), stage(250_000)] },
  state: { name: 'running', stage: 1, since: at(100) },
  verdict: null,
  evidence: { kpis: [], brakes: [], splitLogE: 0, stages: [seen(0), seen(1)], excessPpm: null, injections: 0 },
  timeline: [{ id: 1, at: at(99), kind: 'gate_passed', actor: 'control plane', text: '', detail: {} }],
  ...change,
});
const states = (experiment: Ramped, nowMs = 104_000) => rampSteps(experiment, nowMs).map(({ state }) => state);

test('while it runs: done with its time, now with its hold half over, and coming', () => {
  expect(states(ramped({}))).toEqual([
    { name: 'done', passedAt: at(99) },
    { name: 'now', since: at(100), fraction: 0.5, paused: false },
    { name: 'coming' },
  ]);
});

test('an experiment that halted shows where it stopped, and claims no stage it did not pass', () => {
  const halted = ramped({
    state: { name: 'halted', at: at(105), by: 'control plane', reason: 'harm', detail: '' },
    verdict: 'failed',
  });
  expect(states(halted).map(({ name }) => name)).toEqual(['done', 'stopped', 'coming']);
});

test('only a passed verdict completes the last stage', () => {
  const ended: Partial<Ramped> = {
    state: { name: 'completed', at: at(130) },
    evidence: { ...ramped({}).evidence, stages: [seen(0), seen(1), seen(2)] },
  };
  expect(states(ramped({ ...ended, verdict: 'passed' })).map(({ name }) => name)).toEqual(['done', 'done', 'done']);
  expect(states(ramped({ ...ended, verdict: 'inconclusive' })).at(-1)?.name).toBe('stopped');
});

test('a paused stage has no running hold', () => {
  const paused = ramped({ state: { name: 'paused', stage: 1, since: at(100), by: 'admin', reason: '' } });
  expect(states(paused)[1]).toEqual({ name: 'now', since: at(100), fraction: 0, paused: true });
});

test('what has not begun has stopped nowhere', () => {
  const draft = ramped({ state: { name: 'draft', startsAt: null, reason: 'ada asked for it' } });
  expect(states(draft).map(({ name }) => name)).toEqual(['coming', 'coming', 'coming']);
});
