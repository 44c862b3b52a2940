import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';

let plane: Plane;
beforeAll(async () => {
  plane = await startPlane();
  await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(() => plane.stop());
beforeEach(async () => {
  await plane.database.query(
    "update hormesis.experiments set state = 'completed', ended_at = now() where state in ('running', 'paused')",
  );
});

const startOnce = (key: string) => plane.post('/experiments', { scenario: 'offers-down' }, { key });
const started = async () => {
  const live = await plane.database.query("select 1 from hormesis.experiments where state = 'running'");
  return live.rows.length;
};

test('a start that is repeated because its answer was lost starts once and is answered alike', async () => {
  const key = randomUUID();
  const [first, second] = await Promise.all([startOnce(key), startOnce(key)]);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body.id).toBe(first.body.id);
  expect((await startOnce(key)).body.id).toBe(first.body.id);
  expect(await started()).toBe(1);
});

test('what was done but could not be answered is not done again: not a start, not a promotion', async () => {
  const key = randomUUID();
  // As after a commit whose confirmation came too late: the change stands, and the memory of the answer is given up.
  const forget = () => plane.database.query('delete from hormesis.idempotency_keys');
  const first = await startOnce(key);
  await forget();
  const again = await startOnce(key);
  expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  expect(await started()).toBe(1);

  const promote = () =>
    plane.post(`/experiments/${first.body.id}/promote`, { reason: 'we have seen enough' }, { key: `${key}-promote` });
  expect((await promote()).status).toBe(200);
  await forget();
  expect((await promote()).status).toBe(200);
  const told = await plane.database.query(
    "select 1 from hormesis.experiment_events where experiment_id = $1 and kind = 'promoted'",
    [first.body.id],
  );
  expect(told.rows.length).toBe(1);
  await forget();
  const other = await plane.post(
    `/experiments/${first.body.id}/promote`,
    { reason: 'else' },
    { key: `${key}-promote` },
  );
  expect([other.status, other.body.error.code]).toEqual([422, 'idempotency_key_reused']);
});

test('a client that hangs up and asks again with its key does not start twice', async () => {
  const key = randomUUID();
  // The lock that starts take is held, so the first request is still at work when its client leaves.
  const second = await plane.database.transaction(async (client) => {
    await client.query('update hormesis.ruleset_revision set value = value + 1');
    const left = request(`${plane.url}/api/v1/experiments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${plane.adminToken}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
    });
    left.on('error', () => {});
    left.end(JSON.stringify({ scenario: 'offers-down' }));
    await until('the first request at work', async () => {
      const kept = await plane.database.query('select 1 from hormesis.idempotency_keys where key = $1', [key]);
      return kept.rows.length === 1;
    });
    left.destroy();
    await new Promise((wake) => setTimeout(wake, 100));
    return { answer: startOnce(key) };
  });
  expect((await second.answer).status).toBe(201);
  expect(await started()).toBe(1);
});

test('a refused start is refused again under its key, with all its reasons; a new key asks anew', async () => {
  await plane.post('/hold');
  const key = randomUUID();
  const refused = await startOnce(key);
  await plane.post('/release');
  const again = await startOnce(key);
  expect(refused.status).toBe(409);
  expect(again).toEqual(refused);
  expect((await startOnce(randomUUID())).status).toBe(201);
});

test('a halt that is repeated under its key is done again, and its answer tells of what was halted now, too', async () => {
  const key = randomUUID();
  const before = await startOnce(randomUUID());
  const first = await plane.post('/halt', {}, { key });
  expect(first.body.halted).toEqual([before.body.id]);
  await plane.post('/release');
  const after = await startOnce(randomUUID());
  const silent = await plane.agent('late');
  silent.onHalt = () => {};
  const again = await plane.post('/halt', {}, { key });
  expect((await plane.view(after.body.id)).state.name).toBe('halted');
  // Who asks a second time because an answer was lost still learns what the first time halted.
  expect([...again.body.halted].sort()).toEqual([before.body.id, after.body.id].sort());
  expect(again.body.agents.unknown).toEqual([silent.instance]);
  silent.close();
  await plane.post('/release');
});

test('a refusal of before is no answer to a halt of now; one that was done is told to whoever repeats it', async () => {
  const { id } = (await plane.post('/experiments', { scenario: 'offers-down', draft: true })).body;
  const key = randomUUID();
  const halt = () => plane.post(`/experiments/${id}/halt`, {}, { key });
  expect((await halt()).body.error.code).toBe('wrong_state');
  const other = await plane.tokenOf('operator', 'bo');
  expect((await plane.post(`/experiments/${id}/approve`, {}, { token: other })).body.state.name).toBe('running');
  const done = await halt();
  expect([done.status, done.body.halted]).toEqual([200, [id]]);
  expect(await halt()).toEqual(done);
});

test('a key belongs to one request and to one person', async () => {
  const key = randomUUID();
  await startOnce(key);
  const other = await plane.post('/experiments', { scenario: 'stock-slow' }, { key });
  expect([other.status, other.body.error.code]).toEqual([422, 'idempotency_key_reused']);
  const operator = await plane.tokenOf('operator');
  const busy = await plane.post('/experiments', { scenario: 'offers-down' }, { key, token: operator });
  expect(busy.body.error.code).toBe('call_group_busy');
});

test('a request whose process died before it did anything is taken over under its key after half a minute', async () => {
  const key = randomUUID();
  await startOnce(key);
  await plane.database.query("update hormesis.experiments set state = 'completed'");
  await plane.database.query('delete from hormesis.deeds where key = $1', [key]);
  await plane.database.query(
    "update hormesis.idempotency_keys set status = null, body = null, created_at = now() - interval '40 seconds' where key = $1",
    [key],
  );
  expect((await startOnce(key)).status).toBe(201);
  expect(await started()).toBe(1);
});

test('a key that is missing, short or not printable is told, whatever the route', async () => {
  for (const key of ['', 'short', 'with a space in it']) {
    const { status, body } = await plane.post('/halt', {}, { key });
    expect([status, body.error.code]).toEqual([400, 'idempotency_key_missing']);
  }
});

test('what cannot be read is the caller’s mistake, told with what was wrong, and never an inner error', async () => {
  const broken = await plane.post('/hold', undefined, { raw: '{"reason": ' });
  expect([broken.status, broken.body.error.code]).toEqual([400, 'bad_request']);
  expect((await plane.get('/experiments/%ff')).status).toBe(400);
  expect((await plane.get('/experiments/e%00')).status).toBe(400);
  const encoded = await plane.post('/hold', {}, { headers: { 'content-encoding': 'unheard-of' } });
  expect(encoded.status).toBe(400);
  expect((await plane.get('/nothing/here')).body.error).toEqual({
    code: 'not_found',
    message: 'there is no GET /api/v1/nothing/here',
  });
  const extra = await plane.post('/hold', { reason: 5, sure: true });
  expect(extra.body.error.problems).toEqual([
    { field: 'reason', message: 'must be a text, got 5' },
    { field: 'sure', message: 'is not known here' },
  ]);
});

test('a repeat that comes while the first is still being worked on is told so, and to keep its key', async () => {
  const key = randomUUID();
  await startOnce(key);
  await plane.database.query('update hormesis.idempotency_keys set status = null where key = $1', [key]);
  const early = await startOnce(key);
  expect([early.status, early.body.error.code]).toEqual([409, 'request_under_way']);
  expect(early.body.error.message).toContain('with the same key');
  expect(await started()).toBe(1);
});
