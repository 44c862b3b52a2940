import http from 'node:http';
import net from 'node:net';
import type { FaultPlan } from '@hormesis/core/fault.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { selfSigned } from '../../test/certificate.ts';
import { type HookedService, hookedService } from '../../test/hooked-service.ts';
import { CONTEXT, type ScriptedAgent } from '../../test/scripted-agent.ts';
import { type Answer, call, type Stage, serve } from '../../test/stage.ts';

const RATINGS = 'api>http:ratings';
let api: HookedService;
let agent: ScriptedAgent;
let carried: HookedService['carried'];
let ratings: Awaited<ReturnType<typeof serve>>;
let secure: Awaited<ReturnType<typeof serve>>;
let elsewhere: Stage;
let seen: { method: string; url: string; body: string; headers: http.IncomingHttpHeaders }[] = [];

const record: http.RequestListener = (request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', body, headers: request.headers });
    response.end(JSON.stringify({ stars: 4, bytes: body.length }));
  });
};

beforeAll(async () => {
  ratings = await serve(record);
  elsewhere = await serve(record);
  secure = await serve(record, selfSigned);
  api = await hookedService([
    { name: 'ratings', address: `127.0.0.1:${ratings.port}` },
    { name: 'bookmarks', address: `127.0.0.1:${secure.port}` },
  ]);
  ({ agent, carried } = api);
});

beforeEach(() => {
  seen = [];
  api.reset();
});

afterEach(() => {
  expect(agent.reasons).toEqual([]);
  expect(agent.inFlight).toBe(0);
});

afterAll(async () => {
  await Promise.all([ratings, secure, elsewhere, api].map((stage) => stage?.close()));
});

test('a call without a fault passes and is counted', async () => {
  const answer = await carried(() => call(`${ratings.url}/stars`));
  expect(answer.body).toBe('{"stars":4,"bytes":0}');
  expect(agent.calls).toEqual([{ callGroup: RATINGS, context: CONTEXT, failed: false }]);
});

test('an idle agent counts calls and does nothing else', async () => {
  agent.engaged = false;
  agent.carrying = false;
  agent.faults[RATINGS] = { kind: 'error', status: 503 };
  const answer = await carried(() => call(ratings.url));
  expect(answer.status).toBe(200);
  expect(seen[0]?.headers.baggage).toBeUndefined();
  expect(agent.calls).toEqual([{ callGroup: RATINGS, context: null, failed: false }]);
});

test('an error fault is a real response that says it was injected, and never reaches the dependency', async () => {
  agent.faults[RATINGS] = { kind: 'error', status: 503, body: '{"out":true}' };
  const answer = await carried(() => call(`${ratings.url}/stars`, { method: 'POST' }, 'x'.repeat(3_000_000)));
  expect(answer.status).toBe(503);
  expect(answer.body).toBe('{"out":true}');
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.headers['x-hormesis-injected']).toBe('exp_test');
  expect(seen).toEqual([]);
  expect(agent.applied).toBe(1);
  expect(agent.calls).toEqual([{ callGroup: RATINGS, context: CONTEXT, failed: true }]);
});

test('an error fault answers HEAD, Expect: 100-continue and an upload that never ends', async () => {
  agent.faults[RATINGS] = { kind: 'error', status: 500 };
  const head = await carried(() => call(ratings.url, { method: 'HEAD' }));
  expect([head.status, head.body]).toEqual([500, '']);
  const options = { method: 'PUT', headers: { expect: '100-continue', 'content-length': 4 } };
  expect((await carried(() => call(ratings.url, options, 'data'))).status).toBe(500);
  const status = await carried(
    () =>
      new Promise((resolve, reject) => {
        const endless = http.request(ratings.url, { method: 'POST' }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        endless.on('error', reject);
        endless.write('one part of many');
      }),
  );
  expect(status).toBe(500);
});

test('a latency fault waits, then the same bytes reach the real dependency', async () => {
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 150 };
  const upload = 'abc'.repeat(700_000);
  const begun = performance.now();
  const answer = await carried(() => call(`${ratings.url}/stars`, { method: 'POST' }, upload));
  expect(performance.now() - begun).toBeGreaterThan(140);
  expect(answer.body).toBe(`{"stars":4,"bytes":${upload.length}}`);
  expect(seen[0]?.body).toBe(upload);
  expect(seen[0]?.headers.baggage).toBe(CONTEXT.member);
  expect(agent.applied).toBe(1);
});

test('a latency fault over TLS reaches the real dependency with its certificate checked', async () => {
  agent.faults['api>http:bookmarks'] = { kind: 'latency', delayMs: 60 };
  const trusting = { rejectUnauthorized: false };
  const answer = await carried(() => call(`${secure.url}/list`, { ...trusting, method: 'POST' }, 'hello'));
  expect(answer.body).toBe('{"stars":4,"bytes":5}');
  expect(agent.applied).toBe(1);
  await expect(carried(() => call(secure.url))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

/** How a caller ends a call of a minute to a server that never answers, told by its error. */
async function endsAs(stageUrl: string, options: http.RequestOptions, arm: (request: http.ClientRequest) => void) {
  return carried(
    () =>
      new Promise<string>((resolve) => {
        const request = http.request(stageUrl, options);
        const events: string[] = [];
        request.on('timeout', () => {
          events.push('timeout');
          request.destroy();
        });
        request.on('response', () => events.push('response'));
        request.on('error', (error: NodeJS.ErrnoException) => events.push(`${error.name} ${error.code}`));
        request.on('close', () => resolve(events.join(', ')));
        arm(request);
        request.end();
      }),
  );
}

test.each<[string, (url: string) => Promise<string>]>([
  ['the timeout option', (url) => endsAs(url, { timeout: 80 }, () => {})],
  ['setTimeout before the socket', (url) => endsAs(url, {}, (request) => request.setTimeout(80))],
  [
    'setTimeout on the socket',
    (url) =>
      endsAs(url, {}, (request) => {
        request.on('socket', (socket) => socket.setTimeout(80, () => request.destroy(new Error('idle'))));
      }),
  ],
  ['the timeout of the agent', (url) => endsAs(url, { agent: new http.Agent({ timeout: 80 }) }, () => {})],
  ['an AbortSignal', (url) => endsAs(url, { signal: AbortSignal.timeout(80) }, () => {})],
  ['destroy', (url) => endsAs(url, {}, (request) => void setTimeout(() => request.destroy(), 80))],
])('%s ends a delayed call as it ends a call to a server that is really slow', async (_name, end) => {
  const slow = net.createServer(() => {});
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const real = await end(`http://127.0.0.1:${(slow.address() as net.AddressInfo).port}/`);
  slow.close();
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 60_000 };
  const injected = await end(ratings.url);
  expect(injected).toBe(real);
  expect(injected).not.toContain('response');
  expect(agent.applied).toBe(1);
  expect(seen).toEqual([]);
  expect(agent.calls).toEqual([{ callGroup: RATINGS, context: CONTEXT, failed: true }]);
});

test('a halt wakes a delayed call and it goes on to the real dependency', async () => {
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 60_000 };
  const answer = await carried(async () => {
    const pending = call(ratings.url, { method: 'POST' }, 'upload');
    await expect.poll(() => agent.applied).toBe(1);
    expect(agent.inFlight).toBe(1);
    agent.release();
    expect(agent.inFlight).toBe(0);
    return pending;
  });
  expect(answer.body).toBe('{"stars":4,"bytes":6}');
});

test.each<FaultPlan>([
  { kind: 'error', status: 503 },
  { kind: 'latency', delayMs: 60_000 },
])('a halt before the request is written leaves nothing in flight and nothing injected: %o', async (fault) => {
  agent.faults[RATINGS] = fault;
  const status = await carried(
    () =>
      new Promise((resolve, reject) => {
        const request = http.request(ratings.url, { method: 'POST' }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        request.on('error', reject);
        expect(agent.inFlight).toBe(1);
        agent.release();
        expect(agent.inFlight).toBe(0);
        setImmediate(() => request.end('late'));
      }),
  );
  expect([status, agent.applied, seen[0]?.body]).toEqual([200, 0, 'late']);
});

test('delayed calls hold their place in a small pool, and the pool is whole afterwards', async () => {
  const pool = new http.Agent({ keepAlive: true, maxSockets: 1 });
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 100 };
  const begun = performance.now();
  const answers = await carried(() => Promise.all([1, 2, 3].map(() => call(ratings.url, { agent: pool }))));
  expect(performance.now() - begun).toBeGreaterThan(290);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  agent.faults = {};
  await carried(() => call(ratings.url, { agent: pool }));
  await carried(() => call(ratings.url, { agent: pool }));
  expect(Object.values(pool.freeSockets).flat().length).toBe(1);
  expect(Object.values(pool.freeSockets).flat()[0]).toBeInstanceOf(net.Socket);
  pool.destroy();
});

test('a pooled connection that its server closed during the delay is replaced', async () => {
  const pool = new http.Agent({ keepAlive: true });
  ratings.server.keepAliveTimeout = 100;
  agent.faults = {};
  await carried(() => call(ratings.url, { agent: pool }));
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 60_000 };
  const answer = await carried(async () => {
    const pending = call(ratings.url, { agent: pool });
    await expect.poll(() => agent.applied).toBe(1);
    ratings.server.closeAllConnections();
    await new Promise((resolve) => setTimeout(resolve, 50));
    agent.release();
    return pending;
  });
  expect(answer.status).toBe(200);
  pool.destroy();
});

test('a delayed call to a dependency that is really down fails as it would without us', async () => {
  const down = await serve(() => {});
  await down.close();
  const port = ratings.port;
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 60_000 };
  // The dependency's address, and a connection that goes where nobody listens.
  const createConnection = () => net.connect(down.port, '127.0.0.1');
  await expect(carried(() => call(`http://127.0.0.1:${port}`, { createConnection }))).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

test('calls through a createConnection of the caller, with array headers, and by a captured request are hooked too', async () => {
  agent.faults[RATINGS] = { kind: 'error', status: 502 };
  const own = { createConnection: () => net.connect(ratings.port, '127.0.0.1') };
  expect((await carried(() => call(ratings.url, own))).status).toBe(502);
  const list = { headers: ['Host', `127.0.0.1:${ratings.port}`, 'Baggage', 'a=1'] };
  expect((await carried(() => call(ratings.url, list))).status).toBe(502);
  agent.faults = {};
  await carried(() => call(ratings.url, list));
  expect(seen.at(-1)?.headers.baggage).toBe(`a=1,${CONTEXT.member}`);
});

test('our member goes to the fleet only; what others put into baggage stays byte for byte', async () => {
  const others = 'userId=alice;prop=1 ,  serverNode=DF%2028,isProduction=false';
  const forged = `${others},hormesis=v1.forged;u=ffff`;
  await carried(() => call(ratings.url, { headers: { baggage: forged } }));
  await carried(() => call(elsewhere.url, { headers: { baggage: forged } }));
  await carried(() => call(elsewhere.url, { headers: { baggage: 'hormesis=v1.forged' } }));
  await carried(() => call(elsewhere.url, { headers: ['Host', 'x', 'baggage', forged] }));
  await call(elsewhere.url, { headers: { baggage: forged } });
  expect(seen.map(({ headers }) => headers.baggage)).toEqual([
    `${others},${CONTEXT.member}`,
    others,
    undefined,
    others,
    others,
  ]);
});

test('the fate of an injected call: visible, retried, or handled', async () => {
  agent.faults[RATINGS] = { kind: 'error', status: 503 };
  const strict = async () => {
    const answer = await call(ratings.url);
    if (answer.status >= 500) throw new Error('ratings are down');
  };
  await carried(strict).catch(() => {});
  await carried(() => strict().catch(() => 'without stars'));
  await carried(async () => {
    await strict().catch(() => {});
    agent.faults = {};
    return strict();
  });
  expect(agent.fates.map(({ fate }) => fate)).toEqual(['visible', { absorbedBy: 'handler' }, { absorbedBy: 'retry' }]);
});

test('two calls side by side are no retry of each other', async () => {
  agent.faults[RATINGS] = { kind: 'error', status: 503 };
  await carried(async () => {
    const first = call(ratings.url);
    agent.faults = {};
    const both: Answer[] = await Promise.all([first, call(ratings.url)]);
    return both;
  });
  expect(agent.fates.map(({ fate }) => fate)).toEqual([{ absorbedBy: 'handler' }]);
});

test('calls outside any carried request are counted once each, as they ended and under the name they have by then', async () => {
  const outgoing = http.get(`${ratings.url}/stars`);
  await new Promise((resolve) => outgoing.on('response', (response) => response.resume().on('close', resolve)));
  await expect.poll(() => agent.calls.length).toBe(1);
  outgoing.emit('close');
  agent.faults = { [`${RATINGS}/GET /stars/:id`]: { kind: 'error', status: 503 } };
  await call(`${ratings.url}/stars/7`);
  await call(`${ratings.url}/stars`);
  await expect(call(`${secure.url}/stars`)).rejects.toThrow();
  await expect
    .poll(() => agent.calls)
    .toEqual([
      { callGroup: RATINGS, context: null, failed: false },
      { callGroup: `${RATINGS}/GET /stars/:id`, context: null, failed: false },
      { callGroup: RATINGS, context: null, failed: false },
      { callGroup: 'api>http:bookmarks', context: null, failed: true },
    ]);
});
