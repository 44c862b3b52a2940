import { haltProgress } from '@hormesis/contract/halt.ts';
import { now } from '@hormesis/contract/status.ts';
import { topology } from '@hormesis/contract/topology.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { callSum, type ScriptedAgent } from './scripted-agent.ts';

let plane: Plane;
let edge: ScriptedAgent;
beforeAll(async () => {
  plane = await startPlane();
  [edge] = await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(() => plane.stop());

async function watch(topic: string) {
  const leave = new AbortController();
  const response = await fetch(`${plane.url}/api/v1/stream?topic=${topic}`, {
    headers: { authorization: `Bearer ${plane.adminToken}` },
    signal: leave.signal,
  });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => {});
  const events = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => /^event: (.*)\ndata: (.*)$/.exec(block) ?? [])
      .map(([, event, data]) => ({ event, data: JSON.parse(data ?? 'null') }));
  return {
    status: response.status,
    events,
    async leave() {
      leave.abort();
      await reading;
    },
  };
}

test('a page that watches Now gets it whole at once, again at every change, and a beat while nothing happens', async () => {
  const page = await watch('now');
  await until('the first state', () => page.events().length > 0);
  expect(now.parse(page.events()[0]?.data).running).toEqual([]);
  await until('a beat', () => page.events().some(({ event }) => event === 'beat'));
  const id = await plane.start('offers-down');
  const latest = () => now.parse(page.events().findLast(({ event }) => event === 'now')?.data);
  await until('the experiment', () => latest().running.some((each) => each.id === id));
  const strip = latest().paths[0]?.strip ?? [];
  expect(
    strip.filter(({ experiment }) => experiment === id).reduce((sum, each) => sum + each.toPpm - each.fromPpm, 0),
  ).toBe(40_000);
  expect(latest().status.traffic.treatmentPpm).toBe(20_000);
  await plane.post('/halt');
  await until('its end', () => latest().running.length === 0 && latest().recent[0]?.id === id);
  expect(latest().status.hold.on).toBe(true);
  await page.leave();
  await plane.post('/release');
});

test('of what ended, the last to end stands first, whenever it began', async () => {
  const early = await plane.post('/tester-tokens', { scenario: 'offers-down' });
  const late = await plane.start('offers-down');
  for (const id of [late, early.body.experiment]) await plane.post(`/experiments/${id}/halt`);
  const page = await watch('now');
  const recent = () => now.parse(page.events().findLast(({ event }) => event === 'now')?.data).recent;
  await until('both ends', () => page.events().length > 0 && recent().length > 1);
  await until('the order', () => recent()[0]?.id === early.body.experiment && recent()[1]?.id === late);
  await page.leave();
});

test('one experiment can be watched; a topic that is none, and an experiment that is not there, are refused', async () => {
  const id = await plane.start('offers-down');
  const page = await watch(`experiment:${id}`);
  await until('the first state', () => page.events()[0]?.data.id === id);
  await plane.post(`/experiments/${id}/pause`, { reason: 'look closer' });
  await until('the pause', () => page.events().some(({ data }) => data?.state?.reason === 'look closer'));
  await page.leave();
  for (const [topic, status] of [
    ['', 400],
    ['everything', 400],
    ['experiment:x', 400],
    ['experiment:enobody12', 404],
  ] as const) {
    expect((await plane.get(`/stream?topic=${topic}`)).status).toBe(status);
  }
  await plane.post('/halt');
  await plane.post('/release');
});

test('a page that watches sees how far a halt has come, and who has not confirmed', async () => {
  const silent = await plane.agent('shop', { instance: 'shop-silent' });
  await plane.start('offers-down');
  const page = await watch('now');
  await until('the first state', () => page.events().length > 0);
  silent.onHalt = () => {};
  await plane.post('/halt');
  const told = () => page.events().filter(({ event }) => event === 'halt');
  await until('the last word', () => told().some(({ data }) => data.answered));
  const words = told().map(({ data }) => haltProgress.parse(data));
  expect(words.at(-1)).toMatchObject({ connected: 3, confirmed: 2, unknown: ['shop-silent'], answered: true });
  expect(words.length).toBeGreaterThan(3);
  expect(words.map(({ confirmed }) => confirmed)).toEqual(words.map(({ confirmed }) => confirmed).sort());
  await page.leave();
  silent.close();
  await plane.post('/release');
});

test('services and call groups are discovered from what agents report, and a page that watches sees their rates', async () => {
  const page = await watch('topology');
  await edge.report({
    paths: [{ path: 'checkout', experiment: null, arm: null, stage: null, requests: 600, failed: 3 }],
    calls: [
      callSum({ callGroup: 'edge>http:shop', calls: 30, failures: 3 }),
      callSum({ callGroup: 'edge>http:new', calls: 6 }),
    ],
  });
  const latest = () => topology.parse(page.events().findLast(({ event }) => event === 'topology')?.data);
  await until('what was reported', () => latest().callGroups.length === 2);
  expect(latest().services.map(({ service, instances, places }) => [service, instances, places])).toEqual([
    ['edge', 1, [{ region: null, zone: null, instances: 1 }]],
    ['shop', 1, [{ region: null, zone: null, instances: 1 }]],
  ]);
  // Only whole buckets of ten seconds count: a bucket that has just begun would look like a fall.
  for (const table of ['call_rates', 'path_rates'])
    await plane.database.query(`update hormesis.${table} set bucket = bucket - interval '10 seconds'`);
  await until('the rates', () => latest().callGroups.some(({ callsPerSecond }) => callsPerSecond > 0));
  expect(latest()).toMatchObject({
    callGroups: [
      { callGroup: 'edge>http:new', callsPerSecond: 0.2, failuresPerSecond: 0 },
      { callGroup: 'edge>http:shop', callsPerSecond: 1, failuresPerSecond: 0.1 },
    ],
    paths: [{ path: 'checkout', requestsPerSecond: 20, failuresPerSecond: 0.1 }],
    omitted: { services: 0, callGroups: 0 },
  });
  await page.leave();
});

test('what failed a call group before is found by its name, by an operation of it, and by its dependency for any caller', async () => {
  const id = await plane.start('offers-down');
  const found = async (callGroup: string) => {
    const answer = await plane.get(`/call-groups/experiments?callGroup=${encodeURIComponent(callGroup)}`);
    return answer.body.items?.map((each: { id: string }) => each.id) ?? answer.status;
  };
  expect((await found('shop>http:offers'))[0]).toBe(id);
  expect(await found('shop>http:stock')).not.toContain(id);
  expect((await found('shop>http:offers/GET /offers'))[0]).toBe(id);
  expect((await found('*>http:offers'))[0]).toBe(id);
  expect(await found('edge>http:offers')).toEqual([]);
  expect(await found('shop')).toBe(400);
  await plane.post('/halt');
  await plane.post('/release');
});

test('what has been touched is told: requests, users, services and call groups, and nothing that was only called', async () => {
  const id = await plane.start('offers-down');
  const shop = await plane.agent('shop');
  const inArm = { experiment: id, stage: 0, arm: 'treatment' as const };
  await shop.report({
    calls: [
      callSum({
        callGroup: 'shop>http:offers',
        ...inArm,
        calls: 5,
        injected: 4,
        absorbed: { fallback: 3 },
        visible: 1,
      }),
      callSum({ callGroup: 'shop>http:stock', ...inArm, calls: 5 }),
    ],
  });
  await edge.report({
    paths: [{ path: 'checkout', ...inArm, requests: 5, failed: 1 }],
    exposures: [1, 2].map((unit) => ({
      ...inArm,
      unit: String(unit).padStart(16, '0'),
      ageMs: 1,
      outcome: 'ok' as const,
    })),
  });
  // Units are those of the last look at the evidence: where one fell between the start and the reports, of the next.
  await until('both users are counted', async () => (await plane.view(id)).blastRadius.units.treatment > 0);
  const view = await plane.view(id);
  expect(view.blastRadius).toMatchObject({
    requests: { treatment: 5, control: 0 },
    units: { treatment: 2, control: 0 },
    injections: 4,
    services: ['shop'],
    callGroups: ['shop>http:offers'],
  });
  expect(view.flows[0]).toMatchObject({
    callGroup: 'shop>http:offers',
    calls: 5,
    injected: 4,
    absorbed: { fallback: 3 },
    visible: 1,
  });
  expect(view.points.reduce((sum, point) => sum + point.known.treatment, 0)).toBe(2);
});
