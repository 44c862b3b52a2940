import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Plane, startPlane } from '../plane.ts';
import { failing, ScriptedPlatform } from './scripted-platform.ts';
import { OPEN } from './stage.ts';

const GROUP = 'ec2/prod/eu-west-1/api/main/api-main';
let platform: ScriptedPlatform;
let plane: Plane;

beforeEach(async () => {
  platform = new ScriptedPlatform('ec2', [
    { account: 'prod', region: 'eu-west-1' },
    { account: 'prod', region: 'us-east-1' },
  ]);
  platform.add('api-main', 3);
  platform.add('api-main-canary', 3);
  plane = await startPlane({ platforms: [platform] });
});
afterEach(() => plane.stop());

const set = (document: object, version?: number) =>
  plane.post('/terminations/settings', { yaml: stringify(document), ...(version ? { version } : {}) });
const terminate = (body: object) => plane.post('/terminations', { group: GROUP, ...body });

test('by hand: a dry run first, then for real with the key typed once more', async () => {
  expect((await set({ ...OPEN, leashed: true })).status).toBe(200);
  const dry = await terminate({});
  expect(dry.body).toMatchObject({
    leashed: true,
    targets: [{ outcome: { kind: 'leashed' } }],
    recovery: { name: 'none' },
  });
  const onLeash = await terminate({ leashed: false, confirm: GROUP });
  expect([onLeash.status, onLeash.body.error.code]).toEqual([409, 'termination_refused']);
  expect(onLeash.body.error.message).toContain('leash: the leash is on');
  await plane.post('/terminations/leash', { leashed: false });
  const careless = await terminate({ leashed: false, confirm: 'api-main' });
  expect([careless.status, careless.body.error.code]).toEqual([400, 'confirmation_missing']);
  expect(platform.asked).toBe(0);
  const real = await terminate({ leashed: false, confirm: GROUP });
  expect(real.status).toBe(201);
  expect(real.body).toMatchObject({ targets: [{ outcome: { kind: 'killed' } }], recovery: { name: 'watching' } });
  expect(platform.killed).toHaveLength(1);
  expect((await plane.get('/terminations')).body.items.map(({ leashed }: { leashed: boolean }) => leashed)).toEqual([
    ...[false, true],
  ]);
});

test('a request that is repeated, its answer lost, kills once and is told of the first kill', async () => {
  await set(OPEN);
  const body = { group: GROUP, leashed: false, confirm: GROUP };
  const key = { key: 'the-same-kill-again' };
  const first = await plane.post('/terminations', body, key);
  await plane.database.query("delete from hormesis.idempotency_keys where key = 'the-same-kill-again'");
  const again = await plane.post('/terminations', body, key);
  expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  await plane.database.query("delete from hormesis.idempotency_keys where key = 'the-same-kill-again'");
  const other = await plane.post('/terminations', { group: GROUP }, key);
  expect(other.body.error.code).toBe('idempotency_key_reused');
  expect(platform.killed).toHaveLength(1);
});

test('groups tell odds and who could be next; canaries are nobody’s next; a place without credentials says so', async () => {
  await set({ ...OPEN, apps: [{ app: 'api', enabled: true, meanWorkDays: 6, minimumWorkDays: 3 }] });
  const { failure } = failing('no_credentials', 'CredentialsProviderError', 'Could not load credentials');
  platform.broken.set('us-east-1', failure);
  const { items, places } = (await plane.get('/terminations/groups')).body;
  expect(items).toMatchObject([
    { key: GROUP, enabled: true, leashed: true, oddsOneIn: 4, eligible: 3, members: 3, healthy: 3, desired: 3 },
    { cluster: 'api-main-canary', eligible: 0, spared: ['api-main-canary: its name ends in "canary"'] },
  ]);
  expect(places).toMatchObject([
    { region: 'eu-west-1', problem: null },
    { region: 'us-east-1', problem: { kind: 'no_credentials', code: 'CredentialsProviderError' } },
  ]);
});

test.each([
  { wrong: { schedule: { from: '15:00', to: '09:00' } }, field: 'schedule.to', says: 'must be later than from' },
  { wrong: { schedule: { zone: 'Mars/Olympus' } }, field: 'schedule.zone', says: 'must be an IANA time zone' },
  { wrong: { schedule: { holidays: { country: 'XX' } } }, field: 'schedule.holidays.country', says: 'not known' },
  {
    wrong: { apps: [{ app: 'api', meanWorkDays: 2, minimumWorkDays: 3 }] },
    field: 'apps.0.meanWorkDays',
    says: 'must not be less than minimumWorkDays',
  },
  { wrong: { apps: [{ app: 'api' }, { app: 'api' }] }, field: 'apps.1.app', says: 'may name "api" only once' },
])('settings with a wrong $field are refused by name, and nothing is saved', async ({ wrong, field, says }) => {
  const answer = await set({ kind: 'Terminations', ...wrong });
  expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_document']);
  expect(answer.body.error.problems).toMatchObject([{ field, message: expect.stringContaining(says) }]);
  expect((await plane.get('/terminations/settings')).body.version).toBe(1);
});

test('nobody saves over what somebody else saved', async () => {
  await set(OPEN, 1);
  expect((await set({ kind: 'Terminations' }, 1)).body.error.code).toBe('changed_meanwhile');
});

test('a group that nobody found is told, with the places that could not be looked at', async () => {
  await set(OPEN);
  platform.broken.set('us-east-1', failing('expired_credentials', 'RequestExpired', 'Request has expired.').failure);
  const answer = await plane.post('/terminations', { group: 'ec2/prod/us-east-1/api/main/api-main' });
  expect(answer.status).toBe(404);
  expect(answer.body.error.message).toContain(
    'us-east-1: the credentials have expired (RequestExpired: Request has expired.)',
  );
});

test('halt all cancels what is planned and keeps everybody alive until the hold switch is released', async () => {
  await set(OPEN);
  await plane.database.query(
    `insert into hormesis.termination_plans (plan_id, day, group_key, app, leashed, due_at, state)
     values ('pone', to_char(now(), 'YYYY-MM-DD'), $1, 'api', false, now() + interval '1 hour', 'planned')`,
    [GROUP],
  );
  await plane.post('/halt', { reason: 'everything burns' });
  const refused = await terminate({ leashed: false, confirm: GROUP });
  expect(refused.body.error.code).toBe('hold_switch_set');
  await plane.post('/release');
  const again = await plane.post('/terminations/plans/pone/cancel', {});
  expect(again.body.error).toMatchObject({
    code: 'wrong_state',
    message: expect.stringContaining('cancelled already'),
  });
  expect(platform.asked).toBe(0);
});
