import { pathBaseline } from '@hormesis/contract/path-baseline.ts';
import { preview } from '@hormesis/contract/preview.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { callSum } from './scripted-agent.ts';

let plane: Plane;

/** 6,000 payments within the last minutes, 12 of them failed; each asked for offers once. */
beforeAll(async () => {
  plane = await startPlane();
  const edge = await plane.agent('edge');
  const shop = await plane.agent('shop', { region: 'eu-west-1' });
  await plane.agent('offers');
  const path = { path: 'checkout', experiment: null, arm: null, stage: null };
  await edge.report({ paths: [{ ...path, requests: 6_000, failed: 12, failingUnits: 12 }] });
  await shop.report({
    calls: [
      callSum({ callGroup: 'shop>http:offers', calls: 6_000 }),
      callSum({ callGroup: 'offers>custom:prices', calls: 100 }),
    ],
  });
  for (const table of ['path_rates', 'free_requests', 'call_rates']) {
    await plane.database.query(`update hormesis.${table} set bucket = bucket - interval '10 minutes'`);
  }
});
afterAll(() => plane?.stop());

const previewOf = async (body: object) => preview.parse((await plane.post('/experiments/preview', body)).body);

test('a preview tells whom an experiment would touch, from the traffic of the last hour', async () => {
  const { prediction, refusals, proposedRamp } = await previewOf({ scenario: 'offers-down', trafficPpm: 100_000 });
  expect(refusals).toEqual([]);
  expect(prediction).toMatchObject({
    baseline: { requests: 6_000, failed: 12 },
    callGroups: ['shop>http:offers'],
    services: ['shop'],
    downstream: ['offers'],
  });
  const [stage] = prediction?.stages ?? [];
  // Ten requests a second, of which one is in treatment.
  expect(stage?.requestsPer10s).toBeGreaterThan(9);
  expect(stage?.requestsPer10s).toBeLessThan(11);
  // Paths are added up by the second and calls by ten: the times they are divided by are not quite the same.
  const lesser = Math.min(stage?.requestsPer10s ?? 0, stage?.injectionsPer10s ?? 0);
  expect(stage?.injectedRequestsPer10s).toBe(lesser);
  expect(stage?.injectionsPer10s).toBeGreaterThan(9);
  const [advice] = prediction?.advice ?? [];
  expect(advice?.outageSeconds).toBeGreaterThan(9);
  expect(advice?.usersHurt).toBeGreaterThan(9);
  expect(prediction?.verdictMinutes).toBeGreaterThanOrEqual(1);
  expect(proposedRamp?.stages.length).toBeGreaterThan(1);
});

test('it tells every limit that would refuse the start, and starts nothing', async () => {
  await plane.post('/hold', { reason: 'an incident' });
  const { refusals } = await previewOf({ scenario: 'shop-down', trafficPpm: 10_000 });
  expect(refusals.map(({ code }) => code)).toEqual(expect.arrayContaining(['hold_switch_set', 'call_group_essential']));
  await plane.post('/release');
  expect((await plane.get('/experiments')).body.items).toEqual([]);
  expect((await plane.post('/experiments/preview', { scenario: 'nothing' })).status).toBe(404);
});

test('a scenario that nobody has saved is previewed as it is being written, for users and for testers', async () => {
  const document = {
    kind: 'Scenario',
    name: 'being-written',
    path: 'checkout',
    title: 'The shop is slow',
    hypothesis: 'It is not known yet.',
    faults: [{ callGroup: 'edge>http:shop', fault: { kind: 'latency', delayMs: 500 } }],
  };
  const told = await previewOf({ scenario: 'being-written', document, trafficPpm: 10_000 });
  expect(told.refusals.map(({ code }) => code)).toEqual(['call_group_essential']);
  // No other person lifts that, and testers may fail what is essential.
  expect(told.refusalsOnceApproved).toEqual(told.refusals);
  expect(told.testerRefusals).toEqual([]);
  expect(told.prediction?.callGroups).toEqual(['edge>http:shop']);
  expect((await plane.get('/scenarios/being-written')).status).toBe(404);

  const wrong = { ...document, faults: [{ callGroup: 'edge>http:shop', fault: { kind: 'latency', delayMs: 0.5 } }] };
  for (const [body, field] of [
    [{ scenario: 'being-written', document: wrong }, 'document.faults.0.fault.delayMs'],
    [{ scenario: 'another-name', document }, 'document.name'],
    [{ scenario: 'being-written', document, startsAt: '2020-01-01T00:00:00Z' }, 'startsAt'],
  ] as const) {
    const answer = await plane.post('/experiments/preview', body);
    expect([answer.status, answer.body.error.problems[0].field]).toEqual([400, field]);
  }
});

test('how much failing is usual on a path is read from traffic that nobody fails', async () => {
  const usual = pathBaseline.parse((await plane.get('/paths/checkout/baseline')).body);
  expect(usual.requestsPerSecond).toBeGreaterThan(9);
  expect(usual.kpis).toEqual([
    { kpi: 'failed', words: 'failed', of: 'requests', counted: 6_000, harmed: 12, experiment: null },
  ]);
  expect((await plane.get('/paths/nowhere/baseline')).status).toBe(404);
});

test('what was predicted is kept with the experiment', async () => {
  const id = await plane.start('offers-down', 100_000);
  const { prediction } = await plane.view(id);
  expect(prediction?.callGroups).toEqual(['shop>http:offers']);
  expect(prediction?.baseline).toEqual({ requests: 6_000, failed: 12 });
  expect(prediction?.observedSeconds).toBeGreaterThan(590);
});

test('a fault in a region where the callers did not run before halts, and the halt says where', async () => {
  const id = await plane.start('stock-slow', 100_000);
  expect((await plane.view(id)).prediction?.regions).toEqual(['eu-west-1']);
  const elsewhere = await plane.agent('shop', { region: 'us-east-1' });
  const calls = [callSum({ experiment: id, arm: 'treatment', callGroup: 'shop>http:stock', calls: 9, injected: 1 })];
  await elsewhere.report({ calls });
  const { state } = await until('the halt', async () => {
    const view = await plane.view(id);
    return view.state.name === 'halted' && view;
  });
  expect(state).toMatchObject({ reason: 'prediction', detail: expect.stringContaining('in the region us-east-1') });
});
