import { beginDue } from '@hormesis/server/features/terminations/begin-due.ts';
import { makePlan } from '@hormesis/server/features/terminations/plan-day.ts';
import { listDays, listPlans } from '@hormesis/server/features/terminations/plan-queries.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failing, ScriptedPlatform } from './scripted-platform.ts';
import { OPEN, openStage, type Stage } from './stage.ts';

/** A Tuesday. */
const DAY = '2026-06-09';
const EVERY_DAY = { ...OPEN, apps: [{ app: 'api', enabled: true, leashed: false, meanWorkDays: 1 }] };
let platform: ScriptedPlatform;
let stage: Stage;

beforeEach(async () => {
  platform = new ScriptedPlatform('ec2', [
    { account: 'prod', region: 'eu-west-1' },
    { account: 'prod', region: 'us-east-1' },
  ]);
  for (const cluster of ['api-main', 'api-side', 'other-main']) platform.add(cluster, 3);
  stage = await openStage([platform]);
  await stage.settings(EVERY_DAY);
});
afterEach(() => stage.stop());

const plans = () => listPlans(stage.database, DAY, DAY);
async function planAt(time: string, on = stage.on): Promise<void> {
  stage.nowMs = Date.parse(`${DAY}T${time}Z`);
  await makePlan(on);
}

test('the plan is made an hour before the window, once, whoever makes it, and only for what is enabled', async () => {
  await planAt('07:59:59');
  expect(await plans()).toEqual([]);
  await Promise.all([planAt('08:00:00'), planAt('08:00:00', stage.replica('second'))]);
  const made = await plans();
  expect(made.map(({ group }) => group).sort()).toEqual([
    ...['ec2/prod/eu-west-1/api/main/api-main', 'ec2/prod/eu-west-1/api/side/api-side'],
  ]);
  for (const { dueAt, state } of made) {
    expect(dueAt.toISOString() >= `${DAY}T09:00` && dueAt.toISOString() < `${DAY}T15:00`).toBe(true);
    expect(state).toEqual({ name: 'planned' });
  }
  await planAt('08:30:00', stage.replica('after a restart'));
  expect(await plans()).toEqual(made);
});

test('no plan on a holiday, after hours, while the hold switch is set, or while nothing is enabled', async () => {
  await stage.settings({ ...EVERY_DAY, schedule: { ...OPEN.schedule, excludedDates: [DAY] } });
  await planAt('10:00:00');
  await stage.settings({ ...EVERY_DAY, enabled: false });
  await planAt('10:00:00');
  await stage.settings(EVERY_DAY);
  await planAt('15:00:00');
  await stage.database.query('update hormesis.hold_switch set is_on = true');
  await planAt('10:00:00');
  expect(await plans()).toEqual([]);
});

test('two replicas begin what is due once', async () => {
  await planAt('08:00:00');
  await stage.database.query('update hormesis.termination_plans set due_at = $1', [new Date(`${DAY}T10:00:00Z`)]);
  stage.nowMs = Date.parse(`${DAY}T10:00:01Z`);
  const begun = await Promise.all([stage.on, stage.replica('second')].map(beginDue));
  await Promise.all(begun.map(({ over }) => over));
  expect(platform.killed).toHaveLength(2);
  expect((await plans()).map(({ state }) => state.name)).toEqual(['begun', 'begun']);
});

test('what nobody began within ten minutes, or within the window, is missed', async () => {
  await planAt('08:00:00');
  await stage.database.query('update hormesis.termination_plans set due_at = $1', [new Date(`${DAY}T10:00:00Z`)]);
  stage.nowMs = Date.parse(`${DAY}T10:10:01Z`);
  await beginDue(stage.on);
  expect((await plans()).map(({ state }) => state.name)).toEqual(['missed', 'missed']);
  await stage.database.query(
    "update hormesis.termination_plans set state = 'planned', due_at = $1, claimed_until = null",
    [new Date(`${DAY}T14:59:00Z`)],
  );
  stage.nowMs = Date.parse(`${DAY}T15:00:00Z`);
  await beginDue(stage.on);
  expect((await plans()).map(({ state }) => state.name)).toEqual(['missed', 'missed']);
  expect(platform.asked).toBe(0);
});

test('the hold switch cancels the rest of the day, and releasing it brings nothing back', async () => {
  await planAt('08:00:00');
  const set = (on: boolean) =>
    stage.database.query("update hormesis.hold_switch set is_on = $1, set_by = 'bea', reason = 'failover'", [on]);
  await set(true);
  await set(false);
  expect((await plans()).map(({ state }) => state)).toEqual([
    ...[0, 1].map(() => expect.objectContaining({ name: 'cancelled', by: 'bea', reason: 'failover' })),
  ]);
  await planAt('09:30:00');
  stage.nowMs = Date.parse(`${DAY}T14:59:00Z`);
  expect((await beginDue(stage.on)).begun).toBe(0);
  expect(platform.asked).toBe(0);
});

test('a halt while the groups are looked at leaves no plan behind, released or not', async () => {
  const list = platform.list.bind(platform);
  platform.list = async (place) => {
    await stage.database.query('update hormesis.hold_switch set is_on = false, since = $1', [
      new Date(stage.nowMs + 1_000),
    ]);
    return list(place);
  };
  await planAt('08:00:00');
  expect(await plans()).toEqual([]);
});

test('a plan made under other hours kills nobody outside the hours of now, and says so', async () => {
  await planAt('09:00:00');
  await stage.database.query('update hormesis.termination_plans set due_at = $1', [new Date(`${DAY}T10:00:00Z`)]);
  stage.nowMs = Date.parse(`${DAY}T10:00:01Z`);
  await stage.settings({ ...EVERY_DAY, schedule: { ...OPEN.schedule, from: '11:00' } });
  await beginDue(stage.on);
  const refused = {
    name: 'refused',
    gates: [{ gate: 'enabled', passed: false, reason: 'outside the work hours of the settings' }],
  };
  expect((await plans()).map(({ state }) => state)).toMatchObject([refused, refused]);
  await stage.database.query("update hormesis.termination_plans set state = 'planned', claimed_until = null");
  await stage.settings({ ...EVERY_DAY, schedule: { ...OPEN.schedule, excludedDates: [DAY] } });
  await beginDue(stage.on);
  expect((await plans()).map(({ state }) => state)).toMatchObject([refused, refused]);
  expect(platform.asked).toBe(0);
});

test('a look that lasts until it is too late kills nobody, and neither does the plan that waited behind it', async () => {
  await planAt('08:00:00');
  await stage.database.query('update hormesis.termination_plans set due_at = $1', [new Date(`${DAY}T10:00:00Z`)]);
  stage.nowMs = Date.parse(`${DAY}T10:00:01Z`);
  const find = platform.find.bind(platform);
  platform.find = (address) => {
    stage.nowMs += 11 * 60_000;
    return find(address);
  };
  await (await beginDue(stage.on)).over;
  expect((await plans()).map(({ state }) => state.name)).toEqual(['missed', 'missed']);
  expect(platform.asked).toBe(0);
});

test('a place that cannot be looked at is told, and its groups are drawn when it can; an application that is enabled later, too', async () => {
  const failure = failing('no_credentials', 'CredentialsProviderError', 'Could not load credentials').failure;
  platform.broken.set('us-east-1', failure);
  platform.add('api-east', 3, { place: { platform: 'ec2', account: 'prod', region: 'us-east-1' } });
  await planAt('08:00:00');
  expect(await plans()).toHaveLength(2);
  expect((await listDays(stage.database, DAY, DAY))[0]?.problems).toEqual([
    'ec2/prod/us-east-1: there are no credentials (CredentialsProviderError: Could not load credentials)',
  ]);
  platform.broken.clear();
  await stage.database.query('update hormesis.termination_days set claimed_until = clock_timestamp()');
  await planAt('08:20:00');
  expect(await plans()).toHaveLength(3);
  const apps = [...EVERY_DAY.apps, { app: 'other', enabled: true, meanWorkDays: 1 }];
  await stage.settings({ ...EVERY_DAY, apps });
  await planAt('08:30:00');
  expect((await plans()).map(({ app, leashed }) => `${app} ${leashed}`).sort()).toEqual([
    ...['api false', 'api false', 'api false', 'other true'],
  ]);
});

test('what is refused when its minute comes keeps the gates; who was leashed meanwhile lives', async () => {
  await planAt('08:00:00');
  await stage.database.query('update hormesis.termination_plans set due_at = $1', [new Date(`${DAY}T10:00:00Z`)]);
  platform.groups.delete('prod/eu-west-1/api-side');
  await stage.settings({ ...EVERY_DAY, leashed: true });
  stage.nowMs = Date.parse(`${DAY}T10:00:30Z`);
  await (await beginDue(stage.on)).over;
  const byGroup = new Map((await plans()).map(({ group, state }) => [group.split('/').at(-1), state]));
  expect(byGroup.get('api-main')).toMatchObject({ name: 'begun' });
  expect(byGroup.get('api-side')).toMatchObject({
    name: 'refused',
    gates: [{ gate: 'victim', passed: false, reason: 'the group has vanished' }],
  });
  expect(platform.asked).toBe(0);
});
