import net, { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type * as Undici from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type HookedService, hookedService } from '../../test/hooked-service.ts';
import { CONTEXT, type ScriptedAgent } from '../../test/scripted-agent.ts';
import { serve } from '../../test/stage.ts';

const RATINGS = 'api>http:ratings';
let agent: ScriptedAgent;
let undici: typeof Undici;
let ratings: Awaited<ReturnType<typeof serve>>;
let api: HookedService;
let carried: HookedService['carried'];
let seen: { body: string; baggage: string | undefined }[];

beforeAll(async () => {
  ratings = await serve(async (request, response) => {
    const body = (await request.toArray()).join('');
    seen.push({ body, baggage: request.headers.baggage?.toString() });
    response.end(`4 stars for ${body.length} bytes`);
  });
  api = await hookedService([{ name: 'ratings', address: `127.0.0.1:${ratings.port}` }]);
  ({ agent, carried } = api);
  // Loaded after the agent, as applications do.
  undici = await import('undici');
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
  await undici.getGlobalDispatcher().close();
  await Promise.all([ratings.close(), api.close()]);
});

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly injected: string | null;
}

/** The ways to call through undici, each with its own dispatcher, handler and form of headers. */
const clients: Record<string, (body?: string, signal?: AbortSignal) => Promise<Reply>> = {
  'global fetch': async (body = '', signal) => read(await fetch(ratings.url, { method: 'POST', body, signal })),
  'fetch of the package': async (body = '', signal) =>
    read((await undici.fetch(ratings.url, { method: 'POST', body, signal })) as unknown as Response),
  request: (body = '', signal) => readRequest(undici.request(ratings.url, { method: 'POST', body, signal })),
  'a Pool of its own': async (body = '', signal) => {
    const pool = new undici.Pool(ratings.url, { connections: 1 });
    const headers = ['x-own', '1'];
    try {
      return await readRequest(pool.request({ path: '/', method: 'POST', body, headers, signal }));
    } finally {
      await pool.destroy();
    }
  },
  'an own dispatcher given to request': async (body = '', signal) => {
    const dispatcher = new undici.Agent().compose(undici.interceptors.redirect());
    const upload = Readable.from([body]);
    try {
      return await readRequest(undici.request(ratings.url, { method: 'POST', body: upload, dispatcher, signal }));
    } finally {
      await dispatcher.destroy();
    }
  },
};

async function read(response: Response): Promise<Reply> {
  return {
    status: response.status,
    text: await response.text(),
    injected: response.headers.get('x-hormesis-injected'),
  };
}

async function readRequest(pending: Promise<Undici.Dispatcher.ResponseData>): Promise<Reply> {
  const { statusCode, headers, body } = await pending;
  return { status: statusCode, text: await body.text(), injected: headers['x-hormesis-injected']?.toString() ?? null };
}

const ways = Object.keys(clients);
const by = (way: string) => clients[way] ?? (() => Promise.reject(new Error(`no client ${way}`)));

test.each(ways)('%s: without a fault the call passes with its context, once', async (way) => {
  expect(await carried(() => by(way)('hello'))).toEqual({ status: 200, text: '4 stars for 5 bytes', injected: null });
  expect(seen).toEqual([{ body: 'hello', baggage: CONTEXT.member }]);
  expect(agent.calls).toEqual([{ callGroup: RATINGS, context: CONTEXT, failed: false }]);
});

test.each(ways)('%s: an error fault is a response that never came from the dependency', async (way) => {
  agent.faults[RATINGS] = { kind: 'error', status: 503, body: 'out of order' };
  const reply = await carried(() => by(way)('hello'));
  expect(reply).toEqual({ status: 503, text: 'out of order', injected: CONTEXT.experiment });
  expect(seen).toEqual([]);
  expect(agent.applied).toBe(1);
  expect(agent.calls).toEqual([{ callGroup: RATINGS, context: CONTEXT, failed: true }]);
});

test.each(ways)('%s: a delayed call goes on to the dependency with its body, at a halt at once', async (way) => {
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 60_000 };
  const reply = await carried(async () => {
    const pending = by(way)('upload');
    await expect.poll(() => agent.applied).toBe(1);
    agent.release();
    expect(agent.inFlight).toBe(0);
    return pending;
  });
  expect(reply).toEqual({ status: 200, text: '4 stars for 6 bytes', injected: null });
  expect(seen).toEqual([{ body: 'upload', baggage: CONTEXT.member }]);
});

const errorOf = (pending: Promise<unknown>): Promise<string> =>
  pending.then(
    () => 'no error',
    (error: Error & { code?: unknown; cause?: Error }) => `${error.name} ${error.code} ${error.cause?.name}`,
  );

test.each(ways)('%s: an AbortSignal ends a delayed call like one to a server that is really slow', async (way) => {
  const end = () => errorOf(carried(() => by(way)('x', AbortSignal.timeout(100))));
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 60_000 };
  const injected = await end();
  agent.faults = {};
  const holding = ratings.server.listeners('request');
  ratings.server.removeAllListeners('request').on('request', () => {});
  const real = await end();
  ratings.server.removeAllListeners('request');
  for (const listener of holding) ratings.server.on('request', listener as () => void);
  expect(injected).toBe(real);
  expect(seen).toEqual([]);
});

test('the headers timeout of a call runs while the call is delayed', async () => {
  const silent = net.createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const limited = (url: string) => errorOf(carried(() => undici.request(url, { headersTimeout: 100 })));
  const real = await limited(`http://127.0.0.1:${port}`);
  silent.close();
  agent.faults[RATINGS] = { kind: 'latency', delayMs: 60_000 };
  expect(await limited(ratings.url)).toBe(real);
  const agentWide = new undici.Agent({ headersTimeout: 100 });
  expect(await errorOf(carried(() => undici.request(ratings.url, { dispatcher: agentWide })))).toBe(real);
  await agentWide.destroy();
});

test('nothing of ours leaves for a foreign host in any form of headers', async () => {
  const foreign = await serve((request, response) => {
    seen.push({ body: '', baggage: request.headers.baggage?.toString() });
    response.end();
  });
  const forged = 'a=1,hormesis=v1.forged';
  const forms = [
    { Baggage: forged },
    ['baggage', forged],
    new Headers({ baggage: forged }),
    { baggage: ['a=1', 'hormesis=v1.x'] },
  ];
  await carried(async () => {
    for (const headers of forms) await (await undici.request(foreign.url, { headers })).body.dump();
    await (await fetch(foreign.url, { headers: { baggage: forged } })).text();
  });
  await foreign.close();
  expect(seen.map(({ baggage }) => baggage)).toEqual(['a=1', 'a=1', 'a=1', 'a=1', 'a=1']);
});
