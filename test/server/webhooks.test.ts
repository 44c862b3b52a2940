import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CreatedWebhook, createdWebhook, type WebhookView } from '@hormesis/contract/webhook.ts';
import { sweepDeliveries } from '@hormesis/server/features/webhooks/sweep-queries.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { repositoryFile } from '../harness/service.ts';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { isSigned, WebhookReceiver } from './webhook-receiver.ts';

let plane: Plane;
let receiver: WebhookReceiver;
let hook: CreatedWebhook;

beforeAll(async () => {
  plane = await startPlane({ webhookNetworks: ['127.0.0.1'] });
  await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(() => plane.stop());
beforeEach(async () => {
  await plane.post('/halt');
  await plane.post('/release');
  for (const { id } of (await plane.get('/webhooks')).body.items) await plane.post(`/webhooks/${id}/remove`);
  await receiver?.stop();
  receiver = await WebhookReceiver.start();
  hook = createdWebhook.parse((await plane.post('/webhooks', { name: 'a receiver', url: receiver.url })).body);
  return () => receiver.stop();
});

const kinds = (subject: string) =>
  receiver.events().flatMap(({ kind, experiment }) => (experiment?.id === subject ? [kind] : []));
const standing = async (): Promise<WebhookView> => (await plane.get(`/webhooks/${hook.id}`)).body;

test('the life of an experiment arrives in order, signed, with a link to where it can be seen', async () => {
  const id = await plane.start('offers-down');
  await plane.post(`/experiments/${id}/pause`, { reason: 'lunch' });
  await plane.post(`/experiments/${id}/resume`);
  await plane.post(`/experiments/${id}/halt`, { reason: 'enough seen' });
  await until('the verdict', () => kinds(id).includes('experiment.verdict'));
  expect(kinds(id)).toEqual(
    ['started', 'stage_began', 'paused', 'resumed', 'halted', 'verdict'].map((each) => `experiment.${each}`),
  );
  const halted = receiver.events().find(({ kind }) => kind === 'experiment.halted');
  expect(halted).toMatchObject({
    text: 'admin halted this experiment: enough seen',
    link: `https://hormesis.example/experiments/${id}`,
    experiment: { scenario: 'offers-down', path: 'checkout' },
    detail: { reason: 'person' },
  });
  expect(receiver.received.every((each) => isSigned(each, hook.secret))).toBe(true);
  expect(receiver.received.some((each) => isSigned(each, 'another secret'))).toBe(false);
});

test('the check that the guide shows lets our deliveries in, and nothing that was altered or is old', async () => {
  const guide = readFileSync(repositoryFile('docs/guide/webhooks.md'), 'utf8');
  const code = /```js\n(.*?)```/s.exec(guide)?.[1] ?? '';
  const { isFromHormesis } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  await plane.post(`/webhooks/${hook.id}/test`);
  const [received] = receiver.received;
  if (!received) throw new Error('nothing arrived');
  const body = Buffer.from(received.body);
  expect(isFromHormesis(received.headers, body, hook.secret)).toBe(true);
  expect(isFromHormesis(received.headers, Buffer.from(`${received.body} `), hook.secret)).toBe(false);
  expect(isFromHormesis(received.headers, body, 'another secret')).toBe(false);
  expect(isFromHormesis(received.headers, body, hook.secret, Date.now() + 301_000)).toBe(false);
  expect(isFromHormesis({}, body, hook.secret)).toBe(false);
});

test('the secret is told once, and neither it nor what goes along as authorization or in the query ever again', async () => {
  const made = { name: 'guarded', url: `${receiver.url}?token=abc`, authorization: 'Bearer very-secret' };
  const key = { key: randomUUID() };
  const first = await plane.post('/webhooks', made, key);
  expect(first.body.secret).toMatch(/^hrw_/);
  expect(await plane.post('/webhooks', made, key)).toMatchObject({
    status: 409,
    body: { error: { code: 'wrong_state' } },
  });
  await plane.post(`/webhooks/${first.body.id}/test`);
  const everything = JSON.stringify([
    (await plane.get('/webhooks')).body,
    (await plane.get(`/webhooks/${first.body.id}/deliveries`)).body,
    (await plane.get('/audit')).body,
  ]);
  for (const secret of [first.body.secret, 'very-secret', 'token=abc']) expect(everything).not.toContain(secret);
  expect(receiver.received[0]?.headers.authorization).toBe('Bearer very-secret');
});

test('an address inside is refused when it is given, and so is http to the world', async () => {
  const refusedUrls = [
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::1]:9/',
    'http://93.184.216.34/',
    'ftp://127.0.0.1/',
    'https://user:password@93.184.216.34/',
    'http://nowhere.invalid/',
  ];
  for (const [at, url] of refusedUrls.entries()) {
    const answer = await plane.post('/webhooks', { name: `refused ${at}`, url });
    expect(answer.body.error?.code, url).toBe('webhook_address_refused');
  }
});

test('a sick receiver is left alone longer and longer, is shown as failing, and gets everything when it is well', async () => {
  await receiver.become('sick');
  const id = await plane.start('offers-down');
  const failing = await until('three attempts', async () => {
    const { health } = await standing();
    return health.name === 'failing' && health.failures >= 3 && health;
  });
  expect(failing.error).toBe('answered 500');
  await plane.post(`/experiments/${id}/halt`);
  await receiver.become('well');
  await until('everything', async () => (await standing()).pending === 0);
  expect(kinds(id)).toEqual(['started', 'stage_began', 'halted', 'verdict'].map((each) => `experiment.${each}`));
  expect((await standing()).health.name).toBe('working');
});

test('what a receiver calls unusable keeps its experiment waiting, and no other', async () => {
  await receiver.become({ status: 422 });
  const unlucky = await plane.start('offers-down');
  await plane.post(`/experiments/${unlucky}/halt`);
  const refused = await until('the refusal', async () => {
    const { items } = (await plane.get(`/webhooks/${hook.id}/deliveries`)).body;
    return items.find((each: { attempts: number }) => each.attempts > 0);
  });
  expect(refused).toMatchObject({ event: { kind: 'experiment.started' }, error: 'answered 422' });
  await plane.database.query(
    `update hormesis.webhook_deliveries set next_attempt_at = clock_timestamp() + interval '1 hour' where delivery_id = $1`,
    [refused.id],
  );
  await receiver.become('well');
  const other = await plane.start('stock-slow');
  await until('the other experiment', () => kinds(other).includes('experiment.stage_began'));
  expect(kinds(unlucky)).toEqual([]);
  const { body } = await plane.post(`/webhooks/${hook.id}/deliveries/${refused.id}/redeliver`);
  expect(body.event.id).toBe(refused.event.id);
  await until('the rest of it', () => kinds(unlucky).includes('experiment.verdict'));
  expect(kinds(unlucky)[0]).toBe('experiment.started');
});

test('a transaction that commits late is told late, and told', async () => {
  const id = await plane.start('offers-down');
  await until('its start', () => kinds(id).includes('experiment.stage_began'));
  const write = (text: string) =>
    `insert into hormesis.experiment_events (experiment_id, kind, actor, text) values ('${id}', 'paused', 'ada', '${text}')`;
  await plane.database.transaction(async (client) => {
    await client.query(write('written first, committed last'));
    await plane.database.query(write('written last'));
    await until('what was written last', () => receiver.events().some(({ text }) => text === 'written last'));
  });
  await until('what was written first', () => receiver.events().some(({ text }) => text.startsWith('written first')));
});

test('a deed that is undone was never told', async () => {
  const undoing = plane.database.transaction(async (client) => {
    await client.query(`insert into hormesis.experiment_events (experiment_id, kind, actor, text)
      select experiment_id, 'paused', 'ada', 'never happened' from hormesis.experiments limit 1`);
    throw new Error('undone');
  });
  await expect(undoing).rejects.toThrow('undone');
  const id = await plane.start('offers-down');
  await until('a later event', () => kinds(id).includes('experiment.stage_began'));
  expect(receiver.events().map(({ text }) => text)).not.toContain('never happened');
});

test('a finding is told when it is opened and at every change, as it then stands', async () => {
  await plane.database.query(
    `insert into hormesis.findings (finding_id, scenario_name, call_group, path_name, title, hypothesis, owner, state, state_data,
       found_at, last_found_at, times_found, evidence)
     values ('fstory', 'offers-down', 'shop>http:offers', 'checkout', 'No offers, no page', '', '', 'open', $1, now(), now(), 1, $2)`,
    [{ since: new Date().toISOString() }, {}],
  );
  await plane.database.query(
    `insert into hormesis.finding_events (finding_id, actor, text) values ('fstory', 'hormesis', 'A run found it.')`,
  );
  await plane.post('/findings/fstory/fix', { note: 'a fallback' });
  await until('both', () => receiver.events().length === 2);
  expect(receiver.events()).toMatchObject([
    { kind: 'finding.opened', finding: { id: 'fstory', state: 'open' }, text: 'A run found it.' },
    { kind: 'finding.changed', finding: { state: 'fixed' }, link: 'https://hormesis.example/findings/fstory' },
  ]);
});

test('a game day is told when it begins, steps on and ends', async () => {
  await plane.database.query(
    `insert into hormesis.game_days (game_day_id, plan, path_name, created_by) values ('gstory', '{"name": "autumn"}', 'checkout', 'ada')`,
  );
  for (const kind of ['planned', 'started', 'step_began', 'note', 'aborted'])
    await plane.database.query(
      `insert into hormesis.game_day_events (game_day_id, kind, step, actor, text) values ('gstory', $1, 0, 'ada', $1)`,
      [kind],
    );
  await until('its end', () => receiver.events().length === 3);
  expect(receiver.events()).toMatchObject([
    { kind: 'game_day.begun', gameDay: { id: 'gstory', name: 'autumn', path: 'checkout' } },
    { kind: 'game_day.step_began', link: 'https://hormesis.example/game-days/gstory' },
    { kind: 'game_day.ended', text: 'aborted' },
  ]);
});

test('only what was asked for is told', async () => {
  const calm = await WebhookReceiver.start();
  await plane.post('/webhooks', { name: 'halts only', url: calm.url, events: ['experiment.halted'] });
  const id = await plane.start('offers-down');
  await plane.post(`/experiments/${id}/halt`);
  await until('the verdict at the other', () => kinds(id).includes('experiment.verdict'));
  await until('the halt', () => calm.events().length > 0);
  expect(calm.events().map(({ kind }) => kind)).toEqual(['experiment.halted']);
  await calm.stop();
});

test('a test says at once what came of it, and is in the log', async () => {
  expect((await plane.post(`/webhooks/${hook.id}/test`)).body).toMatchObject({ delivered: true, status: 204 });
  await receiver.become('gone');
  const answer = await plane.post(`/webhooks/${hook.id}/test`);
  expect(answer.body).toMatchObject({ delivered: false, status: null, error: expect.stringContaining('ECONNREFUSED') });
  const { items } = (await plane.get(`/webhooks/${hook.id}/deliveries?state=given_up`)).body;
  expect(items).toMatchObject([{ event: { kind: 'test' }, attempts: 1 }]);
});

test('what nobody took for a day is given up and shown, and can be sent again', async () => {
  await receiver.become('gone');
  const id = await plane.start('offers-down');
  await plane.database.query(`update hormesis.webhook_deliveries set wanted_at = wanted_at - interval '25 hours'`);
  expect(await sweepDeliveries(plane.database)).toBe(2);
  expect(await standing()).toMatchObject({ pending: 0, givenUp: 2 });
  await receiver.become('well');
  const { items } = (await plane.get(`/webhooks/${hook.id}/deliveries?state=given_up`)).body;
  for (const { id: delivery } of items) await plane.post(`/webhooks/${hook.id}/deliveries/${delivery}/redeliver`);
  await until('both', () => kinds(id).length === 2);
});

test('a removed webhook is told nothing more, and what waited for it is gone', async () => {
  await receiver.become('gone');
  await plane.start('offers-down');
  await plane.post(`/webhooks/${hook.id}/remove`);
  await receiver.become('well');
  const left = await plane.database.query('select from hormesis.webhook_deliveries');
  expect(left.rowCount).toBe(0);
  expect((await plane.get(`/webhooks/${hook.id}`)).status).toBe(404);
});

// Last: it breaks the tables of this database.
test('a halt is recorded although nobody can be told', async () => {
  const id = await plane.start('offers-down');
  await plane.database.query('alter table hormesis.webhook_deliveries rename to lost');
  const answer = await plane.post(`/experiments/${id}/halt`);
  expect(answer.body).toMatchObject({ halted: [id], recorded: true });
  await plane.database.query('alter table hormesis.lost rename to webhook_deliveries');
});
