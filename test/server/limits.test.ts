import { test as base, expect } from 'vitest';
import { stringify } from 'yaml';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';

const test = base.extend<{ plane: Plane }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
  plane: async ({}, use) => {
    const plane = await startPlane();
    await use(plane);
    await plane.stop();
  },
});

/** A path without any approval, of two services, and a scenario on it. */
const BROWSE = `
kind: CriticalPath
name: browse
title: Somebody looks around
entries: [{ service: edge, routes: ["GET /"] }]
unit: { from: header, name: x-user-id }
allowlist:
  - { callGroup: "edge>http:shop", role: essential }
  - { callGroup: "shop>http:stock", role: degradable }
---
kind: Scenario
name: browse-broken
path: browse
title: Nothing works
hypothesis: This goes wrong.
faults:
  - { callGroup: "edge>http:shop", fault: { kind: error, status: 503 } }
  - { callGroup: "shop>http:stock", fault: { kind: error, status: 503 } }
---
kind: Scenario
name: browse-stock
path: browse
title: Stock is down
hypothesis: Nobody counts while looking around.
faults: [{ callGroup: "shop>http:stock", fault: { kind: error, status: 503 } }]
`;
/** Closed today and tomorrow: whenever a test runs, and also when midnight comes meanwhile. */
const excludedDates = [0, 1].map((day) => new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10));
const CLOSED = { kind: 'Limits', window: { zone: 'UTC', excludedDates } };

async function setLimits(plane: Plane, document: object): Promise<void> {
  const answer = await plane.post('/limits', { yaml: stringify(document) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

async function withAgents(plane: Plane): Promise<void> {
  for (const service of ['edge', 'shop']) await plane.agent(service);
  expect((await plane.post('/scenarios/apply', { yaml: BROWSE })).status).toBe(200);
}

async function actions(plane: Plane, action: string): Promise<{ actor: string; target: string; detail: object }[]> {
  const { items } = (await plane.get('/audit')).body;
  return items.filter((entry: { action: string }) => entry.action === action);
}

test('a start that breaks many limits at once is refused with all of them, and nothing is written of it', async ({
  plane,
}) => {
  await plane.agent('shop');
  await plane.post('/scenarios/apply', { yaml: BROWSE });
  await setLimits(plane, CLOSED);
  await plane.post('/hold', { reason: 'incident 4711' });
  const ramp = { stages: [{ trafficPpm: 100_000, holdMs: 60_000, minExposedUnits: 1 }] };
  const answer = await plane.post('/experiments', { scenario: 'browse-broken', ramp });
  expect(answer.status).toBe(409);
  expect(answer.body.error.refusals.map(({ code }: { code: string }) => code).sort()).toEqual(
    ['call_group_essential', 'hold_switch_set', 'no_agents', 'share_above_limit', 'window_closed'].sort(),
  );
  expect(answer.body.error.message).toMatch(/^refused by 5 limits: .*incident 4711/);
  expect((await plane.get('/experiments')).body.items).toEqual([]);
});

test('limits are shown to everybody and set by admins alone; a document that holds mistakes changes nothing', async ({
  plane,
}) => {
  const operator = await plane.tokenOf('operator');
  const yaml = stringify({ ...CLOSED, operatorMaxTreatmentPpm: 10_000 });
  expect((await plane.post('/limits', { yaml }, { token: operator })).body.error.code).toBe('not_allowed');
  await setLimits(plane, { ...CLOSED, operatorMaxTreatmentPpm: 10_000 });
  const shown = (await plane.get('/limits', { token: operator })).body;
  expect(shown).toMatchObject({
    version: 2,
    limits: { operatorMaxTreatmentPpm: 10_000, regionMaxTreatmentPpm: 50_000 },
    updatedBy: 'admin',
    windows: [{ path: null, open: false, opensAt: expect.stringMatching(/T00:00:00/) }],
  });
  const wrong = `kind: Limits
window:
  zone: Mars/Olympus
  hours: [{ from: "22:00", to: "04:00" }]
operatorMaxTreatmentPpm: 0.05
`;
  const { error } = (await plane.post('/limits', { yaml: wrong })).body;
  expect(error.code).toBe('invalid_document');
  expect(error.problems).toEqual([
    { field: 'operatorMaxTreatmentPpm', message: expect.stringMatching(/^line 5: must be an integer .* got 0.05$/) },
    { field: 'window.zone', message: expect.stringMatching(/^line 3: must be an IANA time zone.*"Mars\/Olympus"$/) },
    { field: 'window.hours.0', message: expect.stringMatching(/^line 4: must begin before it ends/) },
  ]);
  const unknown = stringify({
    kind: 'Limits',
    window: { zone: 'UTC', holidays: { country: 'XX' } },
    paths: [{ path: 'chekout', window: { zone: 'UTC' } }],
  });
  const fields = (await plane.post('/limits', { yaml: unknown })).body.error.problems;
  expect(fields.map(({ field }: { field: string }) => field)).toEqual(['paths.0.path', 'window.holidays.country']);
  expect((await plane.get('/limits')).body).toMatchObject({ version: 2, limits: shown.limits });
  expect(await actions(plane, 'limits_set')).toMatchObject([{ actor: 'admin', detail: { version: 2 } }]);
});

test('what runs pauses when its window closes, stays paused when it opens, and goes on only when a person says so', async ({
  plane,
}) => {
  await withAgents(plane);
  const id = await plane.start('browse-stock', 20_000);
  await setLimits(plane, { kind: 'Limits', paths: [{ path: 'browse', window: CLOSED.window }] });
  await until('the window’s end pauses it', async () => expect((await plane.view(id)).state.name).toBe('paused'));
  const { state, timeline } = await plane.view(id);
  expect(state).toMatchObject({ by: 'hormesis', reason: expect.stringContaining('it opens at') });
  expect(timeline.at(-1)).toMatchObject({ kind: 'paused', actor: 'hormesis' });
  const early = await plane.post(`/experiments/${id}/resume`);
  expect(early.body.error.refusals).toMatchObject([{ code: 'window_closed' }]);

  await setLimits(plane, { kind: 'Limits' });
  expect((await plane.view(id)).state.name).toBe('paused');
  expect((await plane.post(`/experiments/${id}/resume`)).body.state.name).toBe('running');
  expect(await actions(plane, 'experiment_paused')).toMatchObject([{ actor: 'hormesis', target: id }]);
});

test('a new path with the same entries escapes neither what another one calls essential nor its window', async ({
  plane,
}) => {
  await withAgents(plane);
  const token = await plane.tokenOf('operator');
  const twin = BROWSE.replaceAll('browse', 'twin').replace('role: essential', 'role: degradable');
  expect((await plane.post('/scenarios/apply', { yaml: twin }, { token })).status).toBe(200);
  const broken = { scenario: 'twin-broken', trafficPpm: 20_000 };
  const refused = [{ code: 'call_group_essential', message: expect.stringContaining('essential on browse') }];
  const { error } = (await plane.post('/experiments', broken, { token })).body;
  expect(error.refusals).toMatchObject(refused);
  const { refusals, testerRefusals } = (await plane.post('/experiments/preview', broken, { token })).body;
  expect(refusals).toMatchObject(refused);
  expect(testerRefusals).toEqual([]);

  const id = await plane.start('twin-stock', 20_000);
  await setLimits(plane, { kind: 'Limits', paths: [{ path: 'browse', window: CLOSED.window }] });
  await until('the window of the other path pauses it', async () =>
    expect((await plane.view(id)).state.name).toBe('paused'),
  );
  const early = await plane.post(`/experiments/${id}/resume`);
  expect(early.body.error.refusals).toMatchObject([{ code: 'window_closed' }]);
});

test('an experiment whose entry agents went away still counts in its region', async ({ plane }) => {
  await withAgents(plane);
  const kiosk = await plane.agent('kiosk');
  const stand = BROWSE.replaceAll('browse', 'stand')
    .replace('service: edge', 'service: kiosk')
    .replaceAll('stock', 'price');
  expect((await plane.post('/scenarios/apply', { yaml: stand })).status).toBe(200);
  await plane.start('stand-price', 30_000);
  kiosk.close();
  const agents = 'select 1 from hormesis.agents where service = $1 and connected_to is not null';
  await until('the kiosk to be away', async () =>
    expect((await plane.database.query(agents, ['kiosk'])).rows).toEqual([]),
  );
  const { body } = await plane.post('/experiments', { scenario: 'browse-stock', trafficPpm: 30_000 });
  expect(body.error.refusals).toMatchObject([{ code: 'region_above_limit' }]);
});

test('a path may not be made to allow more by an operator, and may be made to allow less', async ({ plane }) => {
  await plane.post('/scenarios/apply', { yaml: BROWSE });
  const token = await plane.tokenOf('operator');
  const [path] = BROWSE.split('---');
  const apply = (yaml: string) => plane.post('/scenarios/apply', { yaml }, { token });
  const wider = `${path}maxTreatmentPpm: 50001\napproval: { by: the boss, reason: trust me }\n`;
  const { error } = (await apply(wider)).body;
  expect(error).toMatchObject({ code: 'not_allowed', problems: [{ field: 'maxTreatmentPpm' }, { field: 'approval' }] });
  expect((await apply(`${path}`.replace('role: essential', 'role: degradable'))).body.error.code).toBe('not_allowed');
  const moved = await apply(`${path}`.replace('"GET /"', '"GET /nowhere"'));
  expect(moved.body.error).toMatchObject({ code: 'not_allowed', message: expect.stringMatching(/^entries \(routes/) });
  const live = 'role: essential, liveApproval: { by: the boss, reason: trust me }';
  expect((await apply(`${path}`.replace('role: essential', live))).body.error.code).toBe('not_allowed');
  expect((await apply(`${path}maxTreatmentPpm: 1000\n`)).status).toBe(200);
  expect((await plane.post('/scenarios/apply', { yaml: wider })).status).toBe(200);
});

test('two people who change the same version of the limits: the second is told, and nothing is overwritten', async ({
  plane,
}) => {
  const bo = { token: await plane.tokenOf('admin', 'bo') };
  const { version } = (await plane.get('/limits')).body;
  const document = (graceMinutes: number) => stringify({ kind: 'Limits', graceMinutes });
  expect((await plane.post('/limits', { yaml: document(20), version }, bo)).body.version).toBe(version + 1);
  const late = await plane.post('/limits', { yaml: document(30), version });
  expect(late.status).toBe(409);
  expect(late.body.error.code).toBe('changed_meanwhile');
  expect(late.body.error.message).toContain(`bo saved version ${version + 1}`);
  expect((await plane.get('/limits')).body.limits.graceMinutes).toBe(20);
  expect((await plane.get('/now')).body.limits).toEqual({ version: version + 1 });
  // A script that names no version says that it wants its own document, whatever there is.
  expect((await plane.post('/limits', { yaml: document(40) })).status).toBe(200);
});
