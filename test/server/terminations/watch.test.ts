import type { GroupAddress } from '@hormesis/server/features/terminations/platform-port.ts';
import { watchAll } from '@hormesis/server/features/terminations/watch.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failing, ScriptedPlatform } from './scripted-platform.ts';
import { OPEN, openStage, type Stage, told } from './stage.ts';

const GROUP = 'kubernetes/shop/-/api/main/api-main';
let platform: ScriptedPlatform;
let stage: Stage;
let address: GroupAddress;

beforeEach(async () => {
  platform = new ScriptedPlatform('kubernetes', [{ account: 'shop', region: '-' }]);
  address = platform.add('api-main', 3);
  stage = await openStage([platform]);
});
afterEach(() => stage.stop());

/** Looks at what recovers, `afterMs` later. */
async function lookAfter(afterMs: number): Promise<void> {
  stage.nowMs += afterMs;
  await stage.database.query('update hormesis.termination_watches set claimed_until = clock_timestamp()');
  await watchAll(stage.on);
}

async function kill(more = {}): Promise<string> {
  const done = await stage.kill(GROUP, more);
  if (done.kind !== 'begun') throw new Error(told(done));
  return done.termination.id;
}

test('the group is watched until it is whole: time to replace, time to healthy', async () => {
  const id = await kill();
  expect(platform.killed[0]?.way).toEqual({ way: 'evict', gracePeriodSeconds: null });
  await lookAfter(2_000);
  platform.replace(address);
  await lookAfter(3_000);
  platform.heal(address);
  await lookAfter(20_000);
  expect(await stage.events(id)).toEqual([
    { kind: 'target', member: platform.killed[0]?.member, detail: { kind: 'done' } },
    { kind: 'replaced', detail: { afterMs: 5_000 } },
    { kind: 'healthy', detail: { afterMs: 25_000 } },
  ]);
  await lookAfter(5_000);
  expect(await stage.events(id)).toHaveLength(3);
});

test('a group that is not whole again within its limit makes a finding, and nothing more dies there until it is resolved', async () => {
  const id = await kill();
  await lookAfter(15 * 60_000);
  expect((await stage.events(id)).at(-1)).toEqual({
    kind: 'not_recovered',
    detail: { afterMs: 900_000, reason: 'after 15 minutes api-main has 2 of 3 healthy members' },
  });
  platform.heal(address);
  stage.nowMs += 3 * 86_400_000;
  expect(told(await stage.kill(GROUP))).toMatch(/^refused: tf\w+ is open: after 15 minutes/);
  expect(told(await stage.kill(GROUP, { leashed: true }))).toMatch(/^begun/);
  await stage.database.query('update hormesis.termination_findings set resolved_at = now()');
  expect(told(await stage.kill(GROUP))).toMatch(/^begun/);
});

test('one at a time: the next one dies only when the group is whole, and not when somebody said no meanwhile', async () => {
  const id = await kill({ amount: { kind: 'count', count: 3 }, oneAtATime: true });
  await lookAfter(5_000);
  expect(platform.killed).toHaveLength(1);
  platform.heal(address);
  await lookAfter(5_000);
  expect(platform.killed).toHaveLength(2);
  await stage.database.query("update hormesis.hold_switch set is_on = true, set_by = 'bea'");
  platform.heal(address);
  await lookAfter(5_000);
  platform.heal(address);
  await lookAfter(5_000);
  expect(platform.killed).toHaveLength(2);
  expect((await stage.outcomes(id)).at(-1)).toEqual({
    kind: 'not_tried',
    reason: 'hold: the hold switch is set by bea',
  });
});

test('a whole zone dies at once, and the group is watched for all of it', async () => {
  const zone = platform.groups.get('shop/-/api-main')?.members[0]?.zone ?? '';
  const id = await kill({ amount: { kind: 'zone', zone }, pods: 'delete', gracePeriodSeconds: 5 });
  expect(platform.killed).toEqual([expect.objectContaining({ way: { way: 'delete', gracePeriodSeconds: 5 } })]);
  platform.heal(address);
  await lookAfter(4_000);
  expect((await stage.events(id)).at(-1)).toMatchObject({ kind: 'healthy' });
  expect(told(await stage.kill(GROUP, { amount: { kind: 'zone', zone: 'nowhere' }, leashed: true }))).toBe(
    'refused: there is nobody in zone nowhere who may die',
  );
});

test('one at a time: before the next one all is asked again, and who may not die any more lives', async () => {
  const id = await kill({ amount: { kind: 'count', count: 3 }, oneAtATime: true });
  platform.heal(address);
  const group = platform.groups.get('shop/-/api-main');
  if (!group) throw new Error('the group is gone');
  platform.groups.set('shop/-/api-main', { ...group, disabledBecause: 'it is being deleted' });
  await lookAfter(5_000);
  platform.groups.set('shop/-/api-main', group);
  stage.nowMs += 5_000;
  await watchAll({ ...stage.on, outage: async () => ({ kind: 'outage', reason: 'pager' }) });
  expect(platform.killed).toHaveLength(1);
  expect(await stage.outcomes(id)).toMatchObject([
    { kind: 'done' },
    { kind: 'not_tried', reason: expect.stringContaining('it is being deleted') },
    { kind: 'not_tried', reason: 'outage: an outage is going on: pager' },
  ]);
});

test('one at a time over several parts: the next one dies only when its own part is whole, too', async () => {
  platform.add('api-side', 3);
  await stage.settings({ ...OPEN, apps: [{ app: 'api', enabled: true, grouping: 'app' }] });
  const id = await kill({
    group: 'kubernetes/shop/-/api',
    amount: { kind: 'share', sharePpm: 1_000_000 },
    oneAtATime: true,
  });
  const [first, other] = platform.killed[0]?.member.startsWith('api-main') ? ['main', 'side'] : ['side', 'main'];
  const place = address.place;
  platform.heal({ place, group: `api-${first}` });
  const group = platform.groups.get(`shop/-/api-${other}`);
  if (!group) throw new Error('the group is gone');
  platform.groups.set(`shop/-/api-${other}`, { ...group, members: group.members.slice(1) });
  await lookAfter(5_000);
  expect((await stage.events(id)).map(({ kind }) => kind)).toEqual(['target']);
  platform.heal({ place, group: `api-${other}` });
  await lookAfter(5_000);
  expect((await stage.events(id)).map(({ kind }) => kind)).toContain('healthy');
});

test('of those whose turn never came it is said that they were not tried', async () => {
  const all = { amount: { kind: 'count', count: 3 }, oneAtATime: true };
  const spared = { kind: 'not_tried', reason: 'the termination was over before its turn' };
  platform.answers.push({ kind: 'vanished' });
  expect(await stage.outcomes(await kill(all))).toEqual([{ kind: 'vanished' }, spared, spared]);
  const id = await kill(all);
  await lookAfter(15 * 60_000);
  expect(await stage.outcomes(id)).toEqual([{ kind: 'done' }, spared, spared]);
});

test('of two, one died and one only may have: a group that lives on with that one is whole, not lost', async () => {
  platform.answers.push({ kind: 'done' }, failing('unreachable', 'ETIMEDOUT', 'no answer'));
  const id = await kill({ amount: { kind: 'count', count: 2 } });
  platform.heal(address);
  await lookAfter(5_000);
  expect((await stage.events(id)).map(({ kind }) => kind)).not.toContain('healthy');
  await lookAfter(15 * 60_000);
  expect((await stage.events(id)).at(-1)).toMatchObject({ kind: 'healthy' });
  expect((await stage.database.query('select from hormesis.termination_findings')).rows).toEqual([]);
});

test('groups that are put together otherwise in the settings keep their minimum time and their finding', async () => {
  const together = { ...OPEN, apps: [{ app: 'api', enabled: true, grouping: 'app' }] };
  const key = 'kubernetes/shop/-/api';
  await kill();
  platform.heal(address);
  await stage.settings(together);
  expect(told(await stage.kill(key))).toContain('refused: the last kill was at 2026-06-09');
  await lookAfter(0);
  await stage.settings(OPEN);
  stage.nowMs += 7 * 86_400_000;
  await kill();
  await lookAfter(15 * 60_000);
  platform.heal(address);
  await stage.settings(together);
  stage.nowMs += 7 * 86_400_000;
  expect(told(await stage.kill(key))).toMatch(/^refused: tf\w+ is open/);
});
