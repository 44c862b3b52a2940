import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseToken } from '@hormesis/core/token.ts';
import { loadScenarioFiles } from '@hormesis/server/features/scenarios/scenario-files.ts';
import { createLogger } from '@hormesis/server/platform/logging.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PATH_AND_SCENARIOS } from './documents.ts';
import { type Plane, startPlane } from './plane.ts';

let plane: Plane;
let folder: string;

const FROM_FILE = `
kind: Scenario
name: from-file
path: checkout
title: Kept in a file
hypothesis: It stays as it is.
faults: [{ callGroup: "shop>http:stock", fault: { kind: error } }]
`;
const scenario = (name: string, callGroup: string) =>
  FROM_FILE.replace('from-file', name).replace('shop>http:stock', callGroup);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hormesis-scenarios-'));
  writeFileSync(join(folder, 'all.yaml'), PATH_AND_SCENARIOS);
  writeFileSync(join(folder, 'one.yaml'), FROM_FILE);
  writeFileSync(join(folder, 'broken.yaml'), 'kind: Scenario\nname: [');
  writeFileSync(join(folder, 'outside.yaml'), scenario('outside', 'shop>http:bank'));
  plane = await startPlane({ scenarios: folder });
  await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(async () => {
  await plane.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await plane.post('/halt');
  await plane.post('/release');
}, 20_000);

const apply = (yaml: string) => plane.post('/scenarios/apply', { yaml });
const names = async () => (await plane.get('/scenarios')).body.items.map((item: { name: string }) => item.name);

test('a file with a mistake or a call group outside the allowlist is left out, and keeps no other file away', async () => {
  expect(await names()).toEqual(['from-file', 'offers-down', 'shop-down', 'stock-slow', 'wallet-down']);
});

test('what comes from a file is read-only here, and can be copied under a free name', async () => {
  const changed = await apply(FROM_FILE.replace('Kept in a file', 'Changed'));
  expect([changed.status, changed.body.error.code]).toEqual([409, 'read_only']);
  expect(changed.body.error.message).toMatch(/one\.yaml/);
  const copy = await plane.post('/scenarios/from-file/copy', { name: 'mine' });
  expect(copy.body).toMatchObject({ name: 'mine', source: 'database', file: null, version: 1 });
  expect((await plane.post('/scenarios/from-file/copy', { name: 'mine' })).body.error.code).toBe('name_taken');
  expect((await plane.post('/scenarios/nowhere/copy', { name: 'other' })).status).toBe(404);
  expect((await plane.post('/scenarios/from-file/copy', { name: 'Not A Name' })).body.error.problems[0].field).toBe(
    'name',
  );

  const mine = scenario('mine', 'shop>http:offers');
  expect((await apply(mine)).body.applied).toEqual([{ kind: 'Scenario', name: 'mine', version: 2, changed: true }]);
  expect((await apply(mine)).body.applied[0]).toMatchObject({ version: 2, changed: false });
});

test('a call group outside the allowlist is refused at creation, naming what is allowed', async () => {
  const yaml = scenario('banker', 'shop>http:bank');
  const refused = await apply(yaml);
  expect([refused.status, refused.body.error.code]).toEqual([409, 'call_group_not_allowed']);
  expect(refused.body.error.problems).toEqual([
    {
      field: 'faults.0.callGroup',
      message: expect.stringMatching(
        /shop>http:bank is not in the allowlist of checkout, which holds .*shop>http:stock/,
      ),
    },
  ]);
  const linted = await plane.post('/scenarios/lint', { yaml });
  expect(linted.body).toMatchObject({ ok: false, problems: [{ field: 'faults.0.callGroup' }] });
  expect(await names()).not.toContain('banker');
});

test('a call group outside the allowlist is refused at the start too, when the scenario went round its creation', async () => {
  await apply(scenario('smuggled', 'shop>http:stock'));
  await plane.database.query(
    `update hormesis.scenarios set spec = jsonb_set(spec, '{faults,0,callGroup}', '"shop>http:bank"') where scenario_name = 'smuggled'`,
  );
  for (const answer of [
    await plane.post('/experiments', { scenario: 'smuggled' }),
    await plane.post('/tester-tokens', { scenario: 'smuggled' }),
  ]) {
    expect([answer.status, answer.body.error.code]).toEqual([409, 'call_group_not_allowed']);
    expect(answer.body.error.refusals).toHaveLength(1);
  }
  const view = await plane.get('/scenarios/smuggled');
  expect(view.body.refusals.map((each: { code: string }) => each.code)).toContain('call_group_not_allowed');
});

test('a text is applied whole or not at all, its paths before the scenarios that need them', async () => {
  const path =
    PATH_AND_SCENARIOS.split('---')[0]?.replace('name: checkout', 'name: browse').replace('POST /pay', 'GET /browse') ??
    '';
  const onIt = scenario('on-browse', 'shop>http:stock').replace('path: checkout', 'path: browse');
  const wrong = scenario('wrong', 'shop>http:bank').replace('path: checkout', 'path: browse');
  expect((await apply(`${onIt}---\n${wrong}---${path}`)).body.error.code).toBe('call_group_not_allowed');
  expect((await plane.get('/paths/browse')).status).toBe(404);
  expect((await apply(`${onIt}---${path}`)).body.applied.map((each: { name: string }) => each.name)).toEqual([
    'browse',
    'on-browse',
  ]);
  const nowhere = await apply(onIt.replace('path: browse', 'path: nowhere'));
  expect(nowhere.body.error.code).toBe('path_unknown');
});

test.each([
  ['0.5', '0.5'],
  ['-1', '-1'],
  ['1000001', '1000001'],
  ['"20000"', '"20000"'],
  ['50%', '"50%"'],
  ['.nan', 'NaN'],
  ['.inf', 'Infinity'],
  ['true', 'true'],
  ['null', 'null'],
  ['1e99', '1e\\+99'],
])(
  'a share of %s in a file is refused with its field, its value, what is allowed and its line',
  async (written, shown) => {
    const yaml = `${FROM_FILE.replace('from-file', 'odd')}ramp:\n  stages:\n    - { trafficPpm: ${written}, holdMs: 1000 }\n`;
    const { status, body } = await apply(yaml);
    expect([status, body.error.code]).toEqual([400, 'invalid_document']);
    const problem = body.error.problems.find((each: { field: string }) => each.field === 'ramp.stages.0.trafficPpm');
    expect(problem.message).toMatch(new RegExp(`line 10: .*integer from 0 to 1000000 .*got ${shown}$`));
  },
);

test.each([[0.5], [-1], [1_000_001], ['20000'], [true], [null], [[20_000]], [{}]])(
  'a share of %j is refused at the start, never rounded, and nothing starts',
  async (trafficPpm) => {
    const { status, body } = await plane.post('/experiments', { scenario: 'offers-down', trafficPpm });
    expect([status, body.error.code]).toEqual([400, 'bad_request']);
    expect(body.error.problems[0].field).toBe('trafficPpm');
    expect(body.error.problems[0].message).toMatch(/must be an integer from 0 to 1000000 \(parts per million\), got /);
    expect((await plane.get('/now')).body.running).toEqual([]);
  },
);

test('a share of nothing, a ramp that falls, and both at once are refused', async () => {
  const stages = (...shares: number[]) => ({ stages: shares.map((trafficPpm) => ({ trafficPpm, holdMs: 1_000 })) });
  for (const [body, field] of [
    [{ trafficPpm: 0 }, 'trafficPpm'],
    [{ ramp: stages(20_000, 10_000) }, 'ramp.stages.1.trafficPpm'],
    [{ ramp: stages() }, 'ramp.stages'],
    [{ trafficPpm: 1_000, ramp: stages(1_000) }, 'ramp'],
  ] as const) {
    const answer = await plane.post('/experiments', { scenario: 'offers-down', ...body });
    expect([answer.status, answer.body.error.problems[0].field]).toEqual([400, field]);
  }
});

test('what is essential is failed for testers only, also when it is only a part of what is failed', async () => {
  for (const name of ['shop-down', 'wallet-down']) {
    const live = await plane.post('/experiments', { scenario: name });
    expect(
      live.body.error.refusals.map((each: { code: string }) => each.code),
      name,
    ).toEqual(['call_group_essential']);
    const view = (await plane.get(`/scenarios/${name}`)).body;
    expect(view.testersOnly).toBe(true);
  }
  const token = await plane.post('/tester-tokens', { scenario: 'wallet-down', ttlSeconds: 60 });
  expect(token.status).toBe(201);
});

test('a tester’s token is signed for testers of its own experiment, ends in time, and touches no live traffic', async () => {
  const before = Date.now();
  const { body } = await plane.post('/tester-tokens', { scenario: 'shop-down', ttlSeconds: 60 });
  expect(body.header.name).toBe('baggage');
  const token = parseToken(body.header.value.replace('hormesis=', ''));
  expect(token).toMatchObject({ experiment: body.experiment, arm: 'tester' });
  expect((token?.expirySeconds ?? 0) * 1_000 - before).toBeLessThanOrEqual(62_000);
  expect(Date.parse(body.expiresAt)).toBe((token?.expirySeconds ?? 0) * 1_000);
  const view = await plane.view(body.experiment);
  expect(view).toMatchObject({ population: 'tester', trafficPpm: 0, controlPpm: 0, stageCount: 0 });
  expect(Date.parse(view.endsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(body.expiresAt) - 1_500);
  expect((await plane.get('/status')).body.traffic.treatmentPpm).toBe(0);
  expect((await plane.post(`/experiments/${body.experiment}/promote`)).body.error.code).toBe('wrong_state');
  for (const ttlSeconds of [9, 3_601, 1.5]) {
    expect((await plane.post('/tester-tokens', { scenario: 'shop-down', ttlSeconds })).status).toBe(400);
  }
});

test('one experiment per call group at a time, and pools of one path never overlap', async () => {
  const first = await plane.start('offers-down');
  const again = await plane.post('/experiments', { scenario: 'offers-down' });
  expect(again.body.error).toMatchObject({ code: 'call_group_busy', message: expect.stringContaining(first) });
  await plane.post(`/experiments/${first}/pause`);
  expect((await plane.post('/experiments', { scenario: 'offers-down' })).body.error.code).toBe('call_group_busy');
  await plane.start('stock-slow');
  const pools = await plane.database.query<{ pool: [number, number][] }>(
    "select pool from hormesis.experiments where state in ('running', 'paused')",
  );
  const ranges = pools.rows.flatMap((row) => row.pool).sort((a, b) => a[0] - b[0]);
  expect(pools.rows).toHaveLength(2);
  for (const [index, [from]] of ranges.entries()) expect(from).toBeGreaterThanOrEqual(ranges[index - 1]?.[1] ?? 0);
});

test('when no traffic is free a start is refused, and says who has it', async () => {
  const first = await plane.start('offers-down', 950_000);
  const refused = await plane.post('/experiments', { scenario: 'stock-slow' });
  expect(refused.body.error).toMatchObject({ code: 'no_free_traffic', message: expect.stringContaining(first) });
});

test('a scenario or an experiment that is not there is told by name', async () => {
  const start = await plane.post('/experiments', { scenario: 'never-heard-of' });
  expect([start.status, start.body.error.message]).toEqual([404, expect.stringContaining('"never-heard-of"')]);
  expect((await plane.get('/experiments/enobody12')).status).toBe(404);
  expect((await plane.post('/experiments/enobody12/pause')).status).toBe(404);
  expect((await plane.get('/scenarios/never-heard-of')).status).toBe(404);
});

test('every change of agents’ rules is in the audit, with who did it', async () => {
  const operator = await plane.tokenOf('operator', 'grace');
  const { body } = await plane.post('/experiments', { scenario: 'offers-down' }, { token: operator });
  await plane.post(`/experiments/${body.id}/pause`, { reason: 'lunch' }, { token: operator });
  await plane.post(`/experiments/${body.id}/halt`, {}, { token: operator });
  const entries = (await plane.get('/audit')).body.items.filter((entry: { actor: string }) => entry.actor === 'grace');
  expect(entries.map((entry: { action: string }) => entry.action)).toEqual([
    'halt',
    'experiment_paused',
    'experiment_started',
  ]);
  for (const entry of entries) expect(entry.target).toBe(body.id);
});

const BROWSE = (PATH_AND_SCENARIOS.split('---')[0] ?? '').replace('name: checkout', 'name: walk');
const ON_WALK = scenario('on-walk', 'shop>http:stock').replace('path: checkout', 'path: walk');

test('a path keeps its unit and its entries while an experiment is on it; its title and what may be failed can change', async () => {
  await apply(`${BROWSE}---${ON_WALK}`);
  const id = await plane.start('on-walk');
  await plane.post(`/experiments/${id}/pause`);
  for (const [yaml, field] of [
    [BROWSE.replace('x-user-id', 'x-customer'), 'unit'],
    [BROWSE.replace('POST /pay', 'POST /walk'), 'entries'],
    [BROWSE.replace('service: edge', 'service: shop'), 'entries'],
  ] as const) {
    const { status, body } = await apply(yaml);
    expect([status, body.error.code, body.error.problems[0].field]).toEqual([409, 'path_in_use', field]);
    expect(body.error.message).toContain(id);
    expect((await plane.post('/scenarios/lint', { yaml })).body.ok).toBe(false);
  }
  const narrower = BROWSE.replace('A customer pays', 'A walk').replace(
    '"shop>http:stock", role: degradable',
    '"shop>http:stock", role: essential',
  );
  expect((await apply(narrower)).body.applied[0]).toMatchObject({ name: 'walk', changed: true });
  await plane.post(`/experiments/${id}/halt`);
  expect((await apply(BROWSE.replace('x-user-id', 'x-customer'))).status).toBe(200);
});

test('a path whose file changed or went away during an experiment stays as it was, and the log says why', async () => {
  const files = mkdtempSync(join(tmpdir(), 'hormesis-paths-'));
  const load = async () => {
    const told: string[] = [];
    const log = createLogger('silent');
    log.error = (_facts: unknown, text?: string) => void told.push(text ?? '');
    await loadScenarioFiles(plane.database, files, log);
    return told;
  };
  const unit = async () => {
    const stored = "select spec->'unit'->>'name' as name from hormesis.critical_paths where path_name = 'stroll'";
    return (await plane.database.query<{ name: string }>(stored)).rows[0]?.name;
  };
  const path = BROWSE.replace('name: walk', 'name: stroll');
  const file = join(files, 'stroll.yaml');
  // The folder of the other tests stays beside this one, so that its documents are not taken for gone.
  writeFileSync(join(files, 'all.yaml'), PATH_AND_SCENARIOS);
  writeFileSync(join(files, 'one.yaml'), FROM_FILE);
  writeFileSync(file, `${path}---${ON_WALK.replace('on-walk', 'on-stroll').replace('path: walk', 'path: stroll')}`);
  expect(await load()).toEqual([]);
  const id = await plane.start('on-stroll');
  writeFileSync(file, path.replace('x-user-id', 'x-customer'));
  expect(await load()).toEqual([expect.stringMatching(/in use/)]);
  expect(await unit()).toBe('x-user-id');
  rmSync(file);
  expect(await load()).toEqual([expect.stringMatching(/file of this path is gone/)]);
  expect(await unit()).toBe('x-user-id');
  await plane.post(`/experiments/${id}/halt`);
  expect(await load()).toEqual([]);
  expect(await unit()).toBeUndefined();
  rmSync(files, { recursive: true });
});

test('two people who change the same thing do not overwrite each other: the second is told who was first', async () => {
  const save = (yaml: string, version: number, token = plane.adminToken) =>
    plane.post('/scenarios/apply', { yaml, expect: [{ kind: 'Scenario', name: 'ours', version }] }, { token });
  const yaml = scenario('ours', 'shop>http:stock');
  const ada = await plane.tokenOf('operator', 'ada');
  expect((await save(yaml, 0, ada)).body.applied[0]).toMatchObject({ version: 1, changed: true });
  // The name that was free a moment ago, and the version that was the last one.
  for (const version of [0, 2]) {
    const late = await save(yaml.replace('Kept in a file', 'Mine'), version);
    expect([late.status, late.body.error.code]).toEqual([409, 'changed_meanwhile']);
    expect(late.body.error.message).toMatch(/^ours: ada saved version 1 at \d{4}-.*was expected\. Nothing was saved$/);
  }
  expect((await plane.get('/scenarios/ours')).body.scenario.title).toBe('Kept in a file');
  expect((await save(yaml.replace('Kept in a file', 'Mine'), 1)).body.applied[0]).toMatchObject({ version: 2 });
});
