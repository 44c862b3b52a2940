import type { GroupAddress } from '@hormesis/server/features/terminations/platform-port.ts';
import { watchAll } from '@hormesis/server/features/terminations/watch.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ScriptedPlatform } from './scripted-platform.ts';
import { openStage, type Stage, told } from './stage.ts';

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
  expect((await stage.outcomes(id)).at(-1)).toEqual({ kind: 'not_tried', reason: 'the hold switch was set by bea' });
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
