import type { Strike } from '@hormesis/server/features/terminations/strike.ts';
import { watchAll } from '@hormesis/server/features/terminations/watch.ts';
import { asRequest } from '@hormesis/server/platform/once.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failing, ScriptedPlatform, throttled } from './scripted-platform.ts';
import { OPEN, openStage, type Stage, told } from './stage.ts';

const GROUP = 'ec2/prod/eu-west-1/api/main/api-main';
const DAY_MS = 86_400_000;
let platform: ScriptedPlatform;
let stage: Stage;

beforeEach(async () => {
  platform = new ScriptedPlatform('ec2', [
    { account: 'prod', region: 'eu-west-1' },
    { account: 'prod', region: 'us-east-1' },
  ]);
  platform.add('api-main', 3);
  stage = await openStage([platform]);
});
afterEach(() => stage.stop());

function idOf(done: Strike): string {
  if (done.kind !== 'begun') throw new Error(told(done));
  return done.termination.id;
}

test('two replicas asked in the same moment, 200 times: exactly one kill each time', async () => {
  platform.healsAtOnce = true;
  const other = stage.replica('second');
  for (let turn = 1; turn <= 200; turn += 1) {
    // The next work day: Tuesday to Saturday is no matter, the minimum is counted in work days.
    stage.nowMs += 3 * DAY_MS;
    const done = await Promise.all([stage.kill(GROUP), stage.kill(GROUP, {}, other)]);
    expect(done.map(({ kind }) => kind).sort(), `turn ${turn}`).toEqual(['begun', 'refused']);
    expect(platform.killed).toHaveLength(turn);
  }
  const { rows } = await stage.database.query('select count(*)::int as count from hormesis.terminations');
  expect(rows[0]).toEqual({ count: 200 });
}, 120_000);

test('a dry run does everything but kill, and never counts against a kill; a kill counts against both', async () => {
  expect(told(await stage.kill(GROUP, { leashed: true }))).toMatch(/^begun: api-main-\d$/);
  expect(platform.asked).toBe(0);
  expect(told(await stage.kill(GROUP, { leashed: true }))).toContain('refused: the last kill was at 2026-06-09');
  expect(told(await stage.kill(GROUP))).toMatch(/^begun/);
  expect(platform.killed).toHaveLength(1);
  platform.heal({ place: platform.places[0] as never, group: 'api-main' });
  expect(told(await stage.kill(GROUP))).toContain('at least 1 work day lies between two');
});

test('by default nothing dies', async () => {
  await stage.settings({ kind: 'Terminations' });
  expect(told(await stage.kill(GROUP))).toContain('terminations are not enabled');
  await stage.settings({ ...OPEN, leashed: true });
  expect(told(await stage.kill(GROUP))).toContain('the leash is on');
  await stage.settings({ ...OPEN, apps: [] });
  expect(told(await stage.kill(GROUP))).toContain('api is not enabled');
  expect(platform.asked).toBe(0);
});

test('throttling is tried again with growing waits, and nothing else is', async () => {
  platform.answers.push(throttled, throttled, throttled);
  await stage.kill(GROUP);
  expect(stage.waits).toEqual([1_000, 2_000, 4_000]);
  expect(platform.killed).toHaveLength(1);
});

test.each([
  {
    name: 'expired credentials',
    answer: failing('expired_credentials', 'RequestExpired', 'Request has expired.'),
    kept: { kind: 'failed', failure: { code: 'RequestExpired', words: 'Request has expired.' } },
  },
  {
    name: 'no permission',
    answer: failing('not_allowed', 'UnauthorizedOperation', 'You are not authorized.', 'ec2:TerminateInstances'),
    kept: { kind: 'failed', failure: { missingPermission: 'ec2:TerminateInstances' } },
  },
  {
    name: 'a disruption budget',
    answer: { kind: 'refused', by: 'disruption_budget', reason: 'would violate the budget api' },
    kept: { kind: 'refused', reason: 'would violate the budget api' },
  },
  { name: 'an instance that is already ending', answer: { kind: 'already_ending' }, kept: { kind: 'already_ending' } },
  { name: 'an instance that has vanished', answer: { kind: 'vanished' }, kept: { kind: 'vanished' } },
] as const)(
  '$name: recorded in the cloud’s own words, nothing dies, and it does not count',
  async ({ answer, kept }) => {
    platform.answers.push(answer);
    const id = idOf(await stage.kill(GROUP));
    expect(await stage.outcomes(id)).toMatchObject([kept]);
    expect(await stage.events(id)).toMatchObject([{ kind: 'target' }, { kind: 'nothing' }]);
    expect(platform.killed).toEqual([]);
    expect(platform.asked).toBe(1);
    expect(told(await stage.kill(GROUP))).toMatch(/^begun/);
  },
);

test('without an answer nobody knows whether it happened: it counts, and is not asked again', async () => {
  platform.answers.push(failing('unreachable', 'ETIMEDOUT', 'no answer'));
  const id = idOf(await stage.kill(GROUP));
  expect(await stage.outcomes(id)).toEqual([{ kind: 'unknown', reason: 'ETIMEDOUT: no answer' }]);
  expect(told(await stage.kill(GROUP))).toContain('at least 1 work day');
  expect(platform.asked).toBe(1);
  // It lives on until the limit: then it has not happened, and counts no more.
  stage.nowMs += 15 * 60_000;
  await watchAll(stage.on);
  expect(await stage.events(id)).toMatchObject([{ kind: 'target' }, { kind: 'nothing' }]);
  expect(told(await stage.kill(GROUP))).toMatch(/^begun/);
});

test('one region without permission hides no other, and its groups are told to be out of sight', async () => {
  platform.broken.set(
    'us-east-1',
    failing('not_allowed', 'UnauthorizedOperation', 'You are not authorized.', 'ec2:DescribeInstances').failure,
  );
  expect(told(await stage.kill('ec2/prod/us-east-1/api/main/api-main'))).toBe(
    'no such group: ec2/prod/us-east-1: permission is missing (UnauthorizedOperation: You are not authorized.); grant ec2:DescribeInstances',
  );
  expect(told(await stage.kill(GROUP))).toMatch(/^begun/);
});

test('a group that vanished since it was seen kills nobody and says so', async () => {
  await stage.on.lookout.all(0);
  platform.groups.clear();
  expect(told(await stage.kill(GROUP))).toBe('refused: the group has vanished');
});

test('the hold switch keeps everybody alive, also between two tries', async () => {
  const set = (on: boolean) => stage.database.query("update hormesis.hold_switch set is_on = $1, set_by = 'bea'", [on]);
  await set(true);
  expect(told(await stage.kill(GROUP))).toContain('the hold switch is set by bea');
  await set(false);
  platform.answers.push(throttled);
  const on = { ...stage.on, pause: () => set(true).then(() => {}) };
  const id = idOf(await stage.kill(GROUP, {}, on));
  expect(await stage.outcomes(id)).toEqual([{ kind: 'not_tried', reason: 'the hold switch was set by bea' }]);
  expect(platform.killed).toEqual([]);
});

test('a halt that is released before the next try, or settings that forbid it by then, still keep everybody alive', async () => {
  const trying = async (pause: () => Promise<unknown>) => {
    platform.answers.push(throttled);
    const on = { ...stage.on, pause: () => pause().then(() => {}) };
    return stage.outcomes(idOf(await stage.kill(GROUP, {}, on)));
  };
  const kept = (reason: string) => [{ kind: 'not_tried', reason }];
  const released = () =>
    stage.database.query('update hormesis.hold_switch set is_on = false, since = $1', [new Date(stage.nowMs + 1_000)]);
  expect(await trying(released)).toEqual(kept('the hold switch was set meanwhile'));
  stage.nowMs += 2_000;
  for (const change of [{ leashed: true }, { enabled: false }, { apps: [] }]) {
    const changed = () => stage.settings({ ...OPEN, ...change });
    expect(await trying(changed)).toEqual(kept('the settings do not allow it any more'));
    await stage.settings(OPEN);
  }
  expect(platform.killed).toEqual([]);
});

test('a halt that is set and released while a strike still looks stops that strike, before anything is recorded', async () => {
  const set = (on: boolean, atMs: number) =>
    stage.database.query("update hormesis.hold_switch set is_on = $1, set_by = 'bea', since = $2", [
      on,
      new Date(atMs),
    ]);
  const outage = async () => {
    stage.nowMs += 1_000;
    await set(true, stage.nowMs);
    await set(false, stage.nowMs + 100);
    return { kind: 'calm' } as const;
  };
  expect(told(await stage.kill(GROUP, {}, { ...stage.on, outage }))).toBe('refused: the hold switch was set meanwhile');
  const { rows } = await stage.database.query('select termination_id from hormesis.terminations');
  expect([rows, platform.asked]).toEqual([[], 0]);
  stage.nowMs += 1_000;
  expect(told(await stage.kill(GROUP))).toContain('begun');
});

test('an outage, and an outage check that fails, keep everybody alive', async () => {
  const outage = { ...stage.on, outage: async () => ({ kind: 'outage', reason: 'pager' }) as const };
  expect(told(await stage.kill(GROUP, {}, outage))).toContain('an outage is going on: pager');
  const broken = { ...stage.on, outage: () => Promise.reject(new Error('HTTP 500')) };
  expect(told(await stage.kill(GROUP, {}, broken))).toContain('which counts as an outage: HTTP 500');
  expect(platform.asked).toBe(0);
});

test('a request that is repeated while its first try still looks is told of that kill, not that it comes too soon', async () => {
  const done = await new Promise<Strike[]>((resolve) =>
    asRequest({ actor: 'ann', key: 'k1', hash: 'h1' }, () =>
      resolve(Promise.all([stage.kill(GROUP), stage.kill(GROUP)])),
    ),
  );
  const ids = done.map(idOf);
  expect(ids[1]).toBe(ids[0]);
  expect(platform.killed).toHaveLength(1);
});

test('a tracker that cannot be told keeps everybody alive', async () => {
  const on = { ...stage.on, trackers: [{ name: 'pager', track: () => Promise.reject(new Error('HTTP 503')) }] };
  const id = idOf(await stage.kill(GROUP, {}, on));
  expect(await stage.outcomes(id)).toEqual([
    { kind: 'not_tried', reason: 'the tracker pager could not be told: HTTP 503' },
  ]);
  expect(platform.asked).toBe(0);
});

test('a replica that dies over a kill: nobody is killed again, and it counts until somebody looked', async () => {
  const dying = { ...stage.on, trackers: [{ name: 'never', track: () => new Promise<void>(() => {}) }] };
  void stage.kill(GROUP, { amount: { kind: 'count', count: 2 } }, dying);
  const recorded = async () => (await stage.database.query('select from hormesis.termination_watches')).rows.length > 0;
  while (!(await recorded())) await new Promise((resolve) => setTimeout(resolve, 5));
  await stage.database.query('update hormesis.termination_watches set claimed_until = clock_timestamp()');
  const other = stage.replica('second');
  await watchAll(other);
  const { rows } = await stage.database.query<{ termination_id: string }>(
    'select termination_id from hormesis.terminations',
  );
  expect(await stage.outcomes(String(rows[0]?.termination_id))).toMatchObject([
    { kind: 'unknown' },
    { kind: 'not_tried', reason: 'the control plane stopped before its turn' },
  ]);
  expect(told(await stage.kill(GROUP))).toContain('at least 1 work day');
  expect(platform.asked).toBe(0);
});
