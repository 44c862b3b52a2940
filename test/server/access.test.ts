import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { errorBody } from '@hormesis/contract/errors.ts';
import { Access } from '@hormesis/server/features/access/access.ts';
import { HeldOpen } from '@hormesis/server/features/access/held-open.ts';
import { systemClock } from '@hormesis/server/platform/clock.ts';
import { type Database, openDatabase } from '@hormesis/server/platform/database.ts';
import { createLogger } from '@hormesis/server/platform/logging.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { freshDatabase } from '../harness/fresh-database.ts';
import { type Plane, startPlane } from './plane.ts';
import { scriptedAgent } from './scripted-agent.ts';

let plane: Plane;
beforeAll(async () => {
  plane = await startPlane();
});
afterAll(() => plane.stop());

const READS = ['/status', '/now', '/paths', '/scenarios', '/experiments', '/agents', '/topology', '/audit', '/session'];
const CHANGES: [string, object][] = [
  ['/halt', {}],
  ['/hold', {}],
  ['/release', {}],
  ['/experiments', { scenario: 'offers-down' }],
  ['/experiments/eabcdef12/halt', {}],
  ['/experiments/eabcdef12/pause', {}],
  ['/experiments/eabcdef12/resume', {}],
  ['/experiments/eabcdef12/promote', {}],
  ['/tester-tokens', { scenario: 'offers-down' }],
  ['/scenarios/apply', { yaml: 'kind: Scenario' }],
  ['/scenarios/offers-down/copy', { name: 'mine' }],
];

async function signIn(token: string, plain: Plane): Promise<string> {
  const response = await fetch(`${plain.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  expect(response.status).toBe(200);
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Strict/i);
  return cookie.split(';')[0] ?? '';
}

test('nobody reads or changes anything, and leaves no trace in the memory of requests', async () => {
  for (const path of READS)
    expect((await plane.get(path, { token: null })).body.error.code, path).toBe('not_signed_in');
  for (const token of [null, 'hrm_guessed', 'x'.repeat(300)]) {
    for (const [path, body] of CHANGES) expect((await plane.post(path, body, { token })).status, path).toBe(401);
  }
  const kept = await plane.database.query("select 1 from hormesis.idempotency_keys where actor = 'nobody'");
  expect(kept.rows).toEqual([]);
});

test('an agent’s token keeps the link and opens no route at all', async () => {
  const token = plane.agentToken;
  for (const path of READS) expect((await plane.get(path, { token })).status, path).toBe(403);
  for (const [path, body] of CHANGES) expect((await plane.post(path, body, { token })).status, path).toBe(403);
  expect((await plane.post('/session', { token }, { token: null })).status).toBe(401);
  await expect(plane.agent('edge')).resolves.toBeDefined();
});

test('no other role opens the agent link', async () => {
  for (const token of [plane.adminToken, await plane.tokenOf('operator'), 'hrm_guessed']) {
    const socket = new WebSocket(`${plane.url.replace('http', 'ws')}/agent/v1/link`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const refused = await new Promise((resolve) => socket.on('error', (error) => resolve(error.message)));
    expect(refused).toMatch(/401/);
  }
});

test('a viewer reads everything and changes nothing, an operator runs and halts, only an admin manages access', async () => {
  const viewer = await plane.tokenOf('viewer');
  for (const path of READS) expect((await plane.get(path, { token: viewer })).status, path).toBe(200);
  for (const [path, body] of CHANGES) expect((await plane.post(path, body, { token: viewer })).status, path).toBe(403);
  expect((await plane.post('/scenarios/lint', { yaml: 'kind: X' }, { token: viewer })).status).toBe(200);

  const operator = await plane.tokenOf('operator');
  expect((await plane.post('/halt', {}, { token: operator })).status).toBe(200);
  expect((await plane.post('/release', {}, { token: operator })).status).toBe(200);
  expect((await plane.get('/access-tokens', { token: operator })).status).toBe(403);
  expect((await plane.post('/access-tokens', { name: 'me', role: 'admin' }, { token: operator })).status).toBe(403);
});

test('secrets are told once: neither the list of tokens nor the database can repeat one', async () => {
  const key = randomUUID();
  const made = await plane.post('/access-tokens', { name: 'robot', role: 'operator' }, { key });
  expect(made.status).toBe(201);
  const again = await plane.post('/access-tokens', { name: 'robot', role: 'operator' }, { key });
  expect([again.status, again.body.error.code]).toEqual([409, 'wrong_state']);
  expect(again.body.error.message).toMatch(/told once/);
  const { items } = (await plane.get('/access-tokens')).body;
  expect(items.filter((item: { name: string }) => item.name === 'robot')).toHaveLength(1);
  const dump = await plane.database.query(
    'select to_jsonb(credentials)::text as row from hormesis.credentials union all select to_jsonb(kept)::text from hormesis.idempotency_keys as kept',
  );
  const text = JSON.stringify([items, dump.rows]);
  for (const secret of [made.body.token, plane.adminToken, plane.agentToken]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('hex'));
  }
});

test('a revoked token is out at once, and so are the browsers that signed in with it', async () => {
  const token = await plane.tokenOf('operator', 'leaver');
  const cookie = await signIn(token, plane);
  const withCookie = { token: null, headers: { cookie } };
  expect((await plane.get('/status', withCookie)).status).toBe(200);
  const { items } = (await plane.get('/access-tokens')).body;
  const { id } = items.find((item: { name: string }) => item.name === 'leaver');
  await plane.post(`/access-tokens/${id}/revoke`);
  expect((await plane.get('/status', { token })).status).toBe(401);
  expect((await plane.get('/status', withCookie)).status).toBe(401);
  expect((await plane.post(`/access-tokens/${id}/revoke`)).status).toBe(404);
});

test('a token revoked through another replica buys no session here, although it is remembered for some seconds', async () => {
  const replica = await plane.replica();
  const token = await plane.tokenOf('operator', 'goer');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  expect((await fetch(`${replica.url}/api/v1/status`, { headers })).status).toBe(200);
  const { items } = (await plane.get('/access-tokens')).body;
  const { id } = items.find((item: { name: string }) => item.name === 'goer');
  await plane.post(`/access-tokens/${id}/revoke`);
  const body = JSON.stringify({ token });
  const bought = await fetch(`${replica.url}/api/v1/session`, { method: 'POST', headers, body });
  expect([bought.status, bought.headers.get('set-cookie')]).toEqual([401, null]);
});

test('a slow database lets a revoked token in once more, and not again and again', async () => {
  let nowMs = 0;
  let slow = Promise.resolve();
  const slowly = { ...plane.database, query: plane.database.query.bind(plane.database) } as typeof plane.database;
  let asked: Promise<unknown> = slow;
  slowly.query = (text, values) => {
    const answer = slow.then(() => plane.database.query<never>(text, values));
    asked = answer;
    return answer;
  };
  const access = new Access(slowly, { ...systemClock, monotonicMs: () => nowMs });
  const token = await plane.tokenOf('operator', 'slow-leaver');
  expect(await access.identify(token)).toMatchObject({ name: 'slow-leaver' });
  const { items } = (await plane.get('/access-tokens')).body;
  await plane.post(`/access-tokens/${items.find((item: { name: string }) => item.name === 'slow-leaver').id}/revoke`);
  let answers = () => {};
  const hang = () => {
    slow = new Promise((resolve) => {
      answers = resolve;
    });
  };
  hang();
  nowMs += 6_000;
  expect(await access.identify(token), 'the database does not answer in time').toMatchObject({ name: 'slow-leaver' });
  answers();
  await asked;
  await setTimeout(0);
  hang();
  const again = access.identify(token);
  await expect(Promise.race([again, setTimeout(600, 'waits')])).resolves.toBe('waits');
  answers();
  expect(await again).toBeNull();
});

test('what was opened with a revoked token is closed at once, and what others opened goes on', async () => {
  const stream = async (token: string) => {
    const response = await fetch(`${plane.url}/api/v1/stream?topic=now`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return response.body?.getReader();
  };
  const [agents, viewer] = [await plane.tokenOf('agent', 'lost-agents'), await plane.tokenOf('viewer', 'lost-viewer')];
  const lost = await scriptedAgent({ url: plane.url, token: agents, service: 'shop', instance: 'shop-lost' });
  const kept = await plane.agent('shop');
  const [ending, going] = [await stream(viewer), await stream(plane.adminToken)];
  const { items } = (await plane.get('/access-tokens')).body;
  for (const { id, name } of items) if (name.startsWith('lost-')) await plane.post(`/access-tokens/${id}/revoke`);
  expect(await lost.closed).toBe(4401);
  for (let part = await ending?.read(); !part?.done; part = await ending?.read());
  await kept.report();
  expect((await going?.read())?.done).toBe(false);
  await going?.cancel();
});

test('a token revoked through another replica closes what is open here at the next look, asked for once', async () => {
  let nowMs = 0;
  let asked = 0;
  const counting = { ...plane.database, query: plane.database.query.bind(plane.database) } as typeof plane.database;
  counting.query = (text, values) => {
    asked += 1;
    return plane.database.query(text, values);
  };
  const access = new Access(counting, { ...systemClock, monotonicMs: () => nowMs });
  const heldOpen = new HeldOpen(access, createLogger('silent'));
  const token = await plane.tokenOf('agent', 'moved');
  const closed: string[] = [];
  for (const name of ['one', 'two']) heldOpen.hold(token, () => void closed.push(name));
  heldOpen.hold(plane.agentToken, () => void closed.push('other'));
  const letGo = heldOpen.hold(token, () => void closed.push('gone before'));
  letGo();
  await heldOpen.check();
  expect([closed, asked]).toEqual([[], 2]);
  const { items } = (await plane.get('/access-tokens')).body;
  await plane.post(`/access-tokens/${items.find((each: { name: string }) => each.name === 'moved').id}/revoke`);
  nowMs += 30_000;
  await heldOpen.check();
  expect(closed).toEqual(['one', 'two']);
  heldOpen.stop();
});

test('signing out ends the session for whoever kept the cookie, and not the one beside it', async () => {
  const [mine, yours] = [await signIn(plane.adminToken, plane), await signIn(plane.adminToken, plane)];
  const ended = await plane.post('/session/end', {}, { token: null, headers: { cookie: mine } });
  expect(ended.status).toBe(200);
  expect((await plane.get('/session', { token: null, headers: { cookie: mine } })).status).toBe(401);
  expect((await plane.get('/session', { token: null, headers: { cookie: yours } })).body.role).toBe('admin');
});

test('the printed link signs in; a foreign page cannot act with the cookie: it may not send the header', async () => {
  const cookie = await signIn(plane.running.signInUrl.split('#')[1] ?? '', plane);
  const simple = await fetch(`${plane.url}/api/v1/halt`, {
    method: 'POST',
    headers: { cookie, origin: 'http://evil.test' },
  });
  expect([simple.status, errorBody.parse(await simple.json()).error.code]).toEqual([400, 'idempotency_key_missing']);
  const preflight = await fetch(`${plane.url}/api/v1/halt`, {
    method: 'OPTIONS',
    headers: { origin: 'http://evil.test', 'access-control-request-headers': 'idempotency-key' },
  });
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  expect(preflight.headers.get('access-control-allow-headers')).toBeNull();
});

test('whoever guesses tokens is slowed down after thirty in a minute', async () => {
  const statuses: number[] = [];
  for (let guess = 0; guess < 32; guess += 1) {
    statuses.push((await plane.post('/session', { token: `guess-${guess}` }, { token: null })).status);
  }
  expect(statuses).toContain(429);
  expect(statuses.at(-1)).toBe(429);
});

test('a token set anew in the configuration ends the one that was set before', async () => {
  const prepared = async (admin: string, agents: string) => {
    const access = new Access(plane.database, systemClock);
    await access.prepare(admin, agents);
    return access;
  };
  await prepared('first-admin-token-of-the-house', 'first-agents-token-of-the-house');
  const access = await prepared('other-admin-token-of-the-house', 'other-agents-token-of-the-house');
  expect(await access.identify('first-admin-token-of-the-house')).toBeNull();
  expect(await access.identify('first-agents-token-of-the-house')).toBeNull();
  expect(await access.identify('other-admin-token-of-the-house')).toEqual({ name: 'admin', role: 'admin' });
  expect(await access.identify('other-agents-token-of-the-house')).toEqual({ name: 'agents', role: 'agent' });
});

test('replicas that start together on a new database come to the same credentials', async () => {
  const fresh = await freshDatabase();
  const replicas = Array.from({ length: 6 }, () => openDatabase(fresh.url, () => {}));
  const started = (adminToken: string | null, agentToken: string | null) =>
    Promise.all(replicas.map((database) => new Access(database, systemClock).prepare(adminToken, agentToken)));
  const identify = (secret: string) => new Access(replicas[0] as Database, systemClock).identify(secret);
  try {
    // All are connected before they begin: what is tested is that they write at the same moment.
    await Promise.all(replicas.map((database) => database.query('select 1')));
    expect((await started(null, null)).filter((made) => made !== null)).toHaveLength(1);
    for (let round = 0; round < 20; round += 1) {
      await started(`admin ${round}`, `agents ${round}`);
      expect(await identify(`admin ${round}`)).toEqual({ name: 'admin', role: 'admin' });
      expect(await identify(`agents ${round}`)).toEqual({ name: 'agents', role: 'agent' });
      expect(await identify(`agents ${round - 1}`)).toBeNull();
    }
    await started('swapped', 'with each other');
    await started('with each other', 'swapped');
    expect(await identify('with each other')).toEqual({ name: 'admin', role: 'admin' });
    expect(await identify('swapped')).toEqual({ name: 'agents', role: 'agent' });
    for (let round = 0; round < 40; round += 1) {
      await replicas[0]?.query('delete from hormesis.credentials');
      await started('admin', 'agents');
    }
  } finally {
    await Promise.all(replicas.map((database) => database.close()));
    await fresh.drop();
  }
});
