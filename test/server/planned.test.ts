import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { test as base, expect } from 'vitest';
import { stringify } from 'yaml';
import { until } from '../harness/until.ts';
import { type Answer, type Plane, startPlane } from './plane.ts';

interface People {
  readonly plane: Plane;
  readonly operator: string;
  readonly other: string;
}

const test = base.extend<{ people: People }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
  people: async ({}, use) => {
    const plane = await startPlane();
    for (const service of ['edge', 'shop']) await plane.agent(service);
    await plane.post('/scenarios/apply', { yaml: CAREFUL });
    await use({
      plane,
      operator: await plane.tokenOf('operator', 'ada'),
      other: await plane.tokenOf('operator', 'bob'),
    });
    await plane.stop();
  },
});

/** A path of people: no sandbox, no approval, and one scenario. */
const CAREFUL = `
kind: CriticalPath
name: careful
title: A customer reads
entries: [{ service: edge, routes: ["GET /read"] }]
unit: { from: header, name: x-user-id }
allowlist: [{ callGroup: "shop>http:stock", role: degradable }]
---
kind: Scenario
name: careful-stock
path: careful
title: Stock is down
hypothesis: Nobody counts while reading.
faults: [{ callGroup: "shop>http:stock", fault: { kind: error, status: 503 } }]
`;
const TENTH = { scenario: 'careful-stock', trafficPpm: 100_000 };
const FAR = new Date(Date.now() + 86_400_000).toISOString();

async function planned(answer: Promise<Answer>): Promise<ExperimentView> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

/** Moves the time of a plan, as if it had been made for then. */
async function due(plane: Plane, id: string, secondsAgo: number): Promise<void> {
  await plane.database.query(
    `update hormesis.experiments set due_at = clock_timestamp() - $2 * interval '1 second' where experiment_id = $1`,
    [id, secondsAgo],
  );
}

async function state(plane: Plane, id: string, name: string): Promise<ExperimentView> {
  await until(`${id} to be ${name}`, async () => expect((await plane.view(id)).state).toMatchObject({ name }));
  return plane.view(id);
}

async function audited(plane: Plane, target: string): Promise<string[]> {
  const { items } = (await plane.get('/audit')).body;
  return items
    .filter((entry: { target: string }) => entry.target === target)
    .map(({ action, actor }: { action: string; actor: string }) => `${actor} ${action}`)
    .reverse();
}

test('a plan above what an operator may run alone waits for another person, and begins when one approves', async ({
  people: { plane, operator, other },
}) => {
  const draft = await planned(plane.post('/experiments', TENTH, { token: operator }));
  expect(draft.state).toEqual({
    name: 'draft',
    startsAt: null,
    reason: "10 % of live traffic is above the 5 % that an operator may run without another person's approval",
  });
  const approve = (token: string) => plane.post(`/experiments/${draft.id}/approve`, { reason: 'game day' }, { token });
  const own = (await approve(operator)).body.error;
  expect(own).toMatchObject({ code: 'not_allowed', message: expect.stringContaining('ada drafted') });

  const begun = (await approve(other)).body;
  expect(begun).toMatchObject({ state: { name: 'running' }, approvedBy: 'bob', startedBy: 'ada', trafficPpm: 100_000 });
  expect(begun.timeline.map(({ kind, actor }: { kind: string; actor: string }) => `${actor} ${kind}`)).toEqual([
    'ada created',
    'ada drafted',
    'bob approved',
    'bob started',
    'hormesis stage_began',
  ]);
  expect(await audited(plane, draft.id)).toEqual([
    'ada experiment_drafted',
    'bob experiment_approved',
    'bob experiment_started',
  ]);
  expect((await approve(other)).body.error.code).toBe('wrong_state');
});

test('guardrails so loose that hardly anything halts make a draft of an operator’s plan, and the preview says so', async ({
  people: { plane, operator, other },
}) => {
  const yaml = `${CAREFUL}guardrails: { alphaPpm: 1, budgetUnits: 1000000 }\n`;
  expect((await plane.post('/scenarios/apply', { yaml }, { token: operator })).status).toBe(200);
  const body = { scenario: 'careful-stock', trafficPpm: 20_000 };
  const { refusals, refusalsOnceApproved } = (await plane.post('/experiments/preview', body, { token: operator })).body;
  expect(refusals).toMatchObject([
    { code: 'approval_needed', message: expect.stringContaining('budgetUnits 1000000') },
  ]);
  expect(refusalsOnceApproved).toEqual([]);
  const draft = await planned(plane.post('/experiments', body, { token: operator }));
  expect(draft.state).toMatchObject({ name: 'draft', reason: expect.stringContaining('guardrails.alphaPpm 1 ') });
  const begun = await plane.post(`/experiments/${draft.id}/approve`, {}, { token: other });
  expect(begun.body.state.name).toBe('running');
});

test('the limits are asked again when a draft is approved: refused, it stays a draft, and nothing says it was approved', async ({
  people: { plane, operator, other },
}) => {
  const draft = await planned(plane.post('/experiments', TENTH, { token: operator }));
  await plane.post('/hold', { reason: 'incident 4711' });
  const { error } = (await plane.post(`/experiments/${draft.id}/approve`, {}, { token: other })).body;
  expect(error.refusals).toMatchObject([{ code: 'hold_switch_set' }]);
  expect(await plane.view(draft.id)).toMatchObject({ state: { name: 'draft' }, approvedBy: null });
  expect(await audited(plane, draft.id)).toEqual(['ada experiment_drafted', 'bob experiment_refused']);
});

test('where the limits let only admins approve, an operator does not', async ({
  people: { plane, operator, other },
}) => {
  await plane.post('/limits', { yaml: stringify({ kind: 'Limits', approver: 'admin' }) });
  const draft = await planned(plane.post('/experiments', TENTH, { token: operator }));
  const answer = await plane.post(`/experiments/${draft.id}/approve`, {}, { token: other });
  expect(answer.body.error).toMatchObject({ code: 'not_allowed', message: expect.stringContaining('only admins') });
  expect((await plane.post(`/experiments/${draft.id}/approve`)).body.state.name).toBe('running');
});

test('anybody may ask for a second pair of eyes; an admin above the share of a path is refused without', async ({
  people: { plane, other },
}) => {
  const alone = (await plane.post('/experiments', TENTH)).body.error;
  expect(alone.refusals.map(({ code }: { code: string }) => code)).toEqual(['share_above_limit', 'region_above_limit']);
  const draft = await planned(plane.post('/experiments', { ...TENTH, draft: true }));
  expect(draft.state).toMatchObject({ name: 'draft', reason: 'admin asked for it' });
  const begun = await plane.post(`/experiments/${draft.id}/approve`, {}, { token: other });
  expect(begun.body.state.name).toBe('running');
});

test('a stage whose approval is gone with the limits waits, and says what it waits for', async ({
  people: { plane, operator },
}) => {
  const stages = [20_000, 40_000].map((trafficPpm) => ({ trafficPpm, holdMs: 1_000, minExposedUnits: 1 }));
  const body = { scenario: 'careful-stock', ramp: { stages } };
  const { id } = await planned(plane.post('/experiments', body, { token: operator }));
  await plane.post('/limits', { yaml: stringify({ kind: 'Limits', operatorMaxTreatmentPpm: 30_000 }) });
  const promoted = await plane.post(`/experiments/${id}/promote`, {}, { token: operator });
  const codes = promoted.body.error.refusals?.map(({ code }: { code: string }) => code);
  expect(codes, JSON.stringify(promoted.body)).toEqual(['approval_needed']);
  expect((await plane.view(id)).state).toMatchObject({ name: 'running', stage: 0 });
});

test('what is scheduled begins at its time, once, however many replicas look, and what is over is refused', async ({
  people: { plane, operator },
}) => {
  await plane.replica();
  await plane.replica();
  const body = { scenario: 'careful-stock', trafficPpm: 20_000, startsAt: FAR };
  const { id, state: at } = await planned(plane.post('/experiments', body, { token: operator }));
  expect(at).toEqual({ name: 'scheduled', startsAt: FAR });
  await due(plane, id, 1);
  const begun = await state(plane, id, 'running');
  expect(begun.timeline.map(({ kind }) => kind)).toEqual(['created', 'scheduled', 'started', 'stage_began']);
  expect(await audited(plane, id)).toEqual(['ada experiment_scheduled', 'ada experiment_started']);
  const past = await plane.post('/experiments', { ...body, startsAt: '2020-01-01T00:00:00Z' });
  expect(past.body.error.problems).toMatchObject([
    { field: 'startsAt', message: expect.stringMatching(/must lie ahead/) },
  ]);
});

test('a run begins late within the grace; one that was missed, and one that a limit refuses when it is due, are recorded', async ({
  people: { plane },
}) => {
  const schedule = () =>
    planned(plane.post('/experiments', { scenario: 'careful-stock', trafficPpm: 20_000, startsAt: FAR }));
  const late = await schedule();
  await due(plane, late.id, 300);
  const begun = await state(plane, late.id, 'running');
  expect(begun.timeline.find(({ kind }) => kind === 'started')?.text).toMatch(/as scheduled, 30\d s late/);
  const overlapping = await schedule();
  await due(plane, overlapping.id, 1);
  expect((await state(plane, overlapping.id, 'cancelled')).state).toMatchObject({
    reason: 'overlapped',
    detail: expect.stringContaining(`experiment ${late.id} of careful-stock was still running`),
  });
  await plane.post(`/experiments/${late.id}/halt`);
  const missed = await schedule();
  await due(plane, missed.id, 601);
  expect((await state(plane, missed.id, 'cancelled')).state).toMatchObject({ reason: 'missed' });
  const refused = await schedule();
  await plane.post('/hold', { reason: 'incident 4711' });
  await due(plane, refused.id, 1);
  expect((await state(plane, refused.id, 'cancelled')).state).toMatchObject({
    reason: 'refused',
    detail: expect.stringContaining('incident 4711'),
  });
  expect(await audited(plane, refused.id)).toEqual(['admin experiment_scheduled', 'hormesis experiment_refused']);
  expect((await plane.view(refused.id)).verdict).toBeNull();
});

/** Takes every token of a name away, and perhaps gives one of another role. */
async function demote(plane: Plane, name: string, to?: 'viewer' | 'operator'): Promise<void> {
  const { items } = (await plane.get('/access-tokens')).body;
  for (const token of items.filter((each: { name: string }) => each.name === name))
    expect((await plane.post(`/access-tokens/${token.id}/revoke`)).status).toBe(200);
  if (to) await plane.tokenOf(to, name);
}

test('a plan does not outlive what its author may do: revoked or demoted, it is missed, says why, and comes no more', async ({
  people: { plane, operator, other },
}) => {
  const body = { scenario: 'careful-stock', trafficPpm: 20_000 };
  const repeat = { cron: '0 3 * * *', zone: 'UTC' };
  const series = await planned(plane.post('/experiments', { ...body, repeat }, { token: operator }));
  const once = await planned(plane.post('/experiments', { ...body, startsAt: FAR }, { token: other }));
  const cleo = await plane.tokenOf('admin', 'cleo');
  const admins = await planned(plane.post('/experiments', { ...body, startsAt: FAR }, { token: cleo }));
  await demote(plane, 'ada');
  await demote(plane, 'bob', 'viewer');
  await demote(plane, 'cleo', 'operator');
  await plane.post('/limits', { yaml: stringify({ kind: 'Limits', operatorMaxTreatmentPpm: 10_000 }) });
  for (const { id } of [series, once, admins]) await due(plane, id, 1);

  const revoked = await state(plane, series.id, 'cancelled');
  expect(revoked.state).toMatchObject({
    reason: 'missed',
    detail: expect.stringMatching(/ada, .* not sign in any more/),
  });
  expect(revoked.timeline.at(-1)?.text).toMatch(/^It does not come again: ada/);
  expect((await state(plane, once.id, 'cancelled')).state).toMatchObject({
    reason: 'missed',
    detail: expect.stringMatching(/bob, .* has the role viewer by now/),
  });
  expect((await state(plane, admins.id, 'cancelled')).state).toMatchObject({
    reason: 'refused',
    detail: expect.stringContaining('2 % of live traffic is above the 1 % that an operator may run'),
  });
  expect(await following(plane, series.id, once.id, admins.id)).toEqual([]);
});

test('a plan that repeats plans its next run when one is due, keeps its approval while it stays the same, and ends when cancelled', async ({
  people: { plane, operator, other },
}) => {
  const repeat = { cron: '0 3 * * *', zone: 'Europe/Berlin' };
  const first = await planned(plane.post('/experiments', { ...TENTH, repeat }, { token: operator }));
  expect(first).toMatchObject({ state: { name: 'draft', startsAt: expect.stringMatching(/T0[12]:00:00/) }, repeat });
  const approved = await plane.post(`/experiments/${first.id}/approve`, {}, { token: other });
  expect(approved.body.state.name).toBe('scheduled');
  await due(plane, first.id, 3_600);
  await state(plane, first.id, 'cancelled');
  const [second] = await following(plane, first.id);
  expect(second).toMatchObject({ state: { name: 'scheduled' }, approvedBy: 'bob', startedBy: 'ada', repeat });

  await plane.post('/scenarios/apply', { yaml: CAREFUL.replace('status: 503', 'status: 500') });
  await due(plane, second?.id ?? '', 1);
  await state(plane, second?.id ?? '', 'running');
  const [third] = await following(plane, first.id, second?.id ?? '');
  expect(third).toMatchObject({ state: { name: 'draft' }, approvedBy: null });
  const cancelled = await plane.post(`/experiments/${third?.id}/cancel`, { reason: 'enough' }, { token: other });
  expect(cancelled.body.state).toMatchObject({
    name: 'cancelled',
    by: 'bob',
    detail: 'bob cancelled this experiment: enough. It does not come again.',
  });
  expect(await following(plane, first.id, second?.id ?? '', third?.id ?? '')).toEqual([]);
});

test('a next run that cannot be planned ends the series, and undoes nothing of the run that was due', async ({
  people: { plane, operator, other },
}) => {
  const repeat = { cron: '0 3 * * *', zone: 'UTC' };
  const first = await planned(plane.post('/experiments', { ...TENTH, repeat }, { token: operator }));
  await plane.post(`/experiments/${first.id}/approve`, {}, { token: other });
  // No other plan can be written, whatever the reason.
  await plane.database.query(
    `alter table hormesis.experiments add constraint refused check (state <> 'scheduled' or experiment_id = '${first.id}')`,
  );
  await due(plane, first.id, 1);
  const begun = await state(plane, first.id, 'running');
  expect(begun.timeline.map(({ text }) => text)).toContainEqual(expect.stringContaining('It does not come again: '));
  expect(await audited(plane, first.id)).toContain('hormesis series_ended');
  expect(await following(plane, first.id)).toEqual([]);
});

test('an approval is for one path: a scenario that has moved to another one waits for a new one', async ({
  people: { plane, operator, other },
}) => {
  const repeat = { cron: '0 3 * * *', zone: 'UTC' };
  const first = await planned(plane.post('/experiments', { ...TENTH, repeat }, { token: operator }));
  await plane.post(`/experiments/${first.id}/approve`, {}, { token: other });
  const elsewhere = CAREFUL.replace('name: careful', 'name: busy').replace('path: careful', 'path: busy');
  expect((await plane.post('/scenarios/apply', { yaml: elsewhere })).status).toBe(200);
  await due(plane, first.id, 3_600);
  await state(plane, first.id, 'cancelled');
  const [second] = await following(plane, first.id);
  expect(second).toMatchObject({ state: { name: 'draft' }, path: 'busy', approvedBy: null });
});

async function following(plane: Plane, ...known: string[]): Promise<ExperimentView[]> {
  const { items } = (await plane.get('/experiments')).body;
  return items.filter(({ id }: { id: string }) => !known.includes(id));
}

test.each([
  [{ repeat: { cron: '61 * * * *', zone: 'UTC' } }, 'repeat.cron'],
  [{ repeat: { cron: '0 9 * * *', zone: 'Berlin' } }, 'repeat.zone'],
  [{ startsAt: 'tomorrow' }, 'startsAt'],
  [{ startsAt: FAR, repeat: { cron: '0 9 * * *', zone: 'UTC' } }, 'repeat'],
])('%j is refused by its field', async (parts, field) => {
  const plane = await startPlane();
  const { body } = await plane.post('/experiments', { scenario: 'offers-down', ...parts });
  expect(body.error).toMatchObject({ code: 'bad_request', problems: [{ field }] });
  await plane.stop();
});
