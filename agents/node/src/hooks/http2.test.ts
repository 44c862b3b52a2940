import { once } from 'node:events';
import http2, { type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import type { FaultPlan } from '@hormesis/core/fault.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { selfSigned } from '../../test/certificate.ts';
import { CONTEXT, ScriptedAgent } from '../../test/scripted-agent.ts';
import { isInjectedFault } from '../injected-fault-error.ts';
import { install } from '../install.ts';

const RATINGS = 'api>http:ratings';
const SLOW: FaultPlan = { kind: 'latency', delayMs: 60_000 };
const BUSY: FaultPlan = { kind: 'error', status: 503, body: '{"error":"busy"}' };

let agent: ScriptedAgent;
let ratings: http2.Http2Server;
let api: http2.Http2SecureServer;
let toRatings: ClientHttp2Session;
let toApi: ClientHttp2Session;
/** As of a client elsewhere, without the agent: ours would not let a forged member out. */
let unhooked: ClientHttp2Session['request'];
let seen: { path: string | undefined; body: string; baggage: string | undefined }[] = [];
/** What the service `api` does with a request, and what it read of its header. */
let work: () => Promise<unknown> = async () => {};
let read: { headers: IncomingHttpHeaders; raw: readonly string[] } | undefined;
/** How `api` answers, when not with 200. */
let answer: (response: http2.Http2ServerResponse) => void;

const listen = async (server: http2.Http2Server | http2.Http2SecureServer): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

beforeAll(async () => {
  agent = new ScriptedAgent();
  ratings = http2.createServer();
  ratings.on('stream', async (stream, headers) => {
    let body = '';
    for await (const chunk of stream) body += chunk;
    seen.push({ path: headers[':path'], body, baggage: headers.baggage?.toString() });
    stream.respond({ ':status': 200 });
    stream.end('four stars');
  });
  const port = await listen(ratings);
  const early = http2.connect(`http://127.0.0.1:${port}`);
  unhooked = Object.getPrototypeOf(early).request;
  early.close();
  // Servers made before and after the hooks have one prototype.
  install(agent, {
    url: 'http://127.0.0.1:1',
    dependencies: [{ name: 'ratings', address: `127.0.0.1:${port}` }],
    fleetSuffixes: [],
  });
  api = http2.createSecureServer({ ...selfSigned, allowHTTP1: true }, async (request, response) => {
    read = { headers: { ...request.headers }, raw: [...request.rawHeaders] };
    await work().catch(() => {});
    answer(response as http2.Http2ServerResponse);
  });
  toApi = http2.connect(`https://127.0.0.1:${await listen(api)}`, { rejectUnauthorized: false });
  toRatings = http2.connect(`http://127.0.0.1:${port}`);
});
beforeEach(() => {
  agent.engaged = true;
  agent.carrying = true;
  agent.strips = false;
  agent.faults = {};
  answer = (response) => response.end();
  for (const list of [agent.calls, agent.fates, agent.outcomes, agent.reasons]) list.length = 0;
  agent.applied = 0;
  seen = [];
});
afterEach(() => {
  expect(agent.reasons).toEqual([]);
  expect(agent.inFlight).toBe(0);
});
afterAll(async () => {
  toApi.close();
  toRatings.close();
  await Promise.all([new Promise((resolve) => api.close(resolve)), new Promise((resolve) => ratings.close(resolve))]);
});

interface Whole {
  readonly headers: IncomingHttpHeaders & { ':status'?: number };
  readonly body: string;
}

async function whole(stream: ClientHttp2Stream, upload?: string): Promise<Whole> {
  const response = once(stream, 'response') as Promise<[Whole['headers']]>;
  if (upload !== undefined) stream.end(upload);
  const [headers] = await response;
  let body = '';
  for await (const chunk of stream) body += chunk;
  if (!stream.closed || !stream.destroyed) await once(stream, 'close');
  return { headers, body };
}

/** A request to `api` that belongs to an experiment; answers what `what` gave. */
async function carried<T>(what: () => Promise<T>): Promise<T> {
  let result: Promise<T> | undefined;
  work = () => {
    result = what();
    return result;
  };
  const asked = await whole(toApi.request({ ':path': '/titles', 'x-carried': '1' }));
  expect(asked.headers[':status']).toBeDefined();
  return result as Promise<T>;
}

test('a request of an experiment carries its member to the fleet, in both forms of headers', async () => {
  await carried(() => whole(toRatings.request({ ':path': '/1', Baggage: 'a=1' })));
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    const list = [':method', 'GET', ':scheme', 'http', ':authority', 'ratings', ':path', '/2'];
    await carried(() => whole(toRatings.request(list as unknown as http2.OutgoingHttpHeaders)));
  }
  work = () => whole(toRatings.request({ ':path': '/3', baggage: 'a=1,hormesis=v1.forged' }));
  await whole(toApi.request({ ':path': '/outside' }));
  expect(seen.map(({ baggage }) => baggage)).toEqual([`a=1,${CONTEXT.member}`, CONTEXT.member, 'a=1']);
  expect(agent.calls.map(({ failed, context }) => [failed, context !== null])).toEqual([
    [false, true],
    [false, true],
    [false, false],
  ]);
});

test('a forged member is gone before the service reads its header, over both protocols', async () => {
  agent.strips = true;
  work = async () => {};
  await whole(unhooked.call(toApi, { baggage: 'a=1,hormesis=v1.forged;u=1,b=2' }));
  expect(read?.headers.baggage).toBe('a=1,b=2');
  expect(read?.raw.join()).toContain('baggage,a=1,b=2');
  await whole(unhooked.call(toApi, { baggage: 'hormesis=v1.forged;u=1' }));
  expect(read?.headers).not.toHaveProperty('baggage');
  expect(read?.raw).not.toContain('baggage');

  agent.faults = { [RATINGS]: BUSY };
  const bodies: string[] = [];
  work = async () => {
    bodies.push((await whole(toRatings.request({}))).body);
  };
  const { port } = api.address() as AddressInfo;
  const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  const headers = ['host: api', 'baggage: a=1,hormesis=v1.forged', 'x-carried: 1', 'connection: close'];
  socket.write(['GET / HTTP/1.1', ...headers, '', ''].join('\r\n'));
  await once(socket.resume(), 'end');
  expect(read?.headers.baggage).toBe('a=1');
  expect(bodies).toEqual(['{"error":"busy"}']);
});

test('an error fault answers the stream, and the dependency is not asked', async () => {
  agent.faults = { [RATINGS]: BUSY };
  const { headers, body } = await carried(() =>
    whole(toRatings.request({ ':path': '/9', ':method': 'POST' }), 'x'.repeat(300_000)),
  );
  expect(headers).toMatchObject({
    ':status': 503,
    'content-type': 'application/json',
    'x-hormesis-injected': 'exp_test',
  });
  expect(body).toBe('{"error":"busy"}');
  expect(seen).toEqual([]);
  expect(agent.applied).toBe(1);
  expect(agent.calls).toMatchObject([{ callGroup: RATINGS, failed: true }]);
  expect(agent.fates).toEqual([{ callGroup: RATINGS, fate: { absorbedBy: 'handler' } }]);
  const head = await carried(() => whole(toRatings.request({ ':method': 'HEAD' })));
  expect(head.headers[':status']).toBe(503);
  expect(head.body).toBe('');
});

test('a slow call goes on with its upload, at once when it is halted, and its neighbours on the session never wait', async () => {
  agent.faults = { [RATINGS]: SLOW };
  let neighbour: Whole | undefined;
  const slow = await carried(async () => {
    const answered = whole(toRatings.request({ ':path': '/slow', ':method': 'POST' }), 'y'.repeat(300_000));
    agent.faults = {};
    neighbour = await whole(toRatings.request({ ':path': '/neighbour' }));
    expect(agent.inFlight).toBe(1);
    agent.release();
    return answered;
  });
  expect([slow.body, neighbour?.body]).toEqual(['four stars', 'four stars']);
  expect(seen.map(({ path, body }) => [path, body.length])).toEqual([
    ['/neighbour', 0],
    ['/slow', 300_000],
  ]);
  expect(agent.applied).toBe(1);
});

test('the fault waits its time and no longer', async () => {
  agent.faults = { [RATINGS]: { kind: 'latency', delayMs: 150 } };
  const startedAt = performance.now();
  expect((await carried(() => whole(toRatings.request({})))).body).toBe('four stars');
  expect(performance.now() - startedAt).toBeGreaterThan(140);
});

test("the caller's AbortSignal, timeout, close and destroy end a slow call, and its session lives on", async () => {
  agent.faults = { [RATINGS]: SLOW };
  const ended = async (stream: ClientHttp2Stream): Promise<unknown> => {
    let error: unknown = 'closed';
    stream.on('error', (reason: NodeJS.ErrnoException) => {
      error = reason.code;
    });
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve));
    return error;
  };
  const signal = AbortSignal.timeout(20);
  expect(await carried(() => ended(toRatings.request({}, { signal })))).toBe('ABORT_ERR');
  expect(
    await carried(() => {
      const stream = toRatings.request({ ':method': 'POST' });
      stream.setTimeout(20, () => stream.close(http2.constants.NGHTTP2_CANCEL));
      return ended(stream);
    }),
  ).toBe('closed');
  const closed = (code: number) => () => {
    const stream = toRatings.request({});
    setImmediate(() => stream.close(code));
    return ended(stream);
  };
  expect(await carried(closed(http2.constants.NGHTTP2_INTERNAL_ERROR))).toBe('ERR_HTTP2_STREAM_ERROR');
  expect(
    await carried(() => {
      const stream = toRatings.request({});
      setImmediate(() => stream.destroy());
      return ended(stream);
    }),
  ).toBe('closed');
  expect(agent.calls.map(({ failed }) => failed)).toEqual([true, true, true, true]);
  expect(agent.inFlight).toBe(0);
  agent.faults = {};
  expect((await carried(() => whole(toRatings.request({})))).body).toBe('four stars');
});

test('a slow call made while its session connects, and one whose session is closed meanwhile', async () => {
  agent.faults = { [RATINGS]: { kind: 'latency', delayMs: 50 } };
  const session = http2.connect(`http://127.0.0.1:${(ratings.address() as AddressInfo).port}`);
  const early = await carried(() => whole(session.request({ ':path': '/early' })));
  expect(early.body).toBe('four stars');
  const refused = carried(() => {
    const stream = session.request({});
    session.close();
    return whole(stream);
  });
  await expect(refused).rejects.toMatchObject({ code: 'ERR_HTTP2_GOAWAY_SESSION' });
  expect(session.destroyed).toBe(true);
});

test('a reset breaks the stream and not its session', async () => {
  agent.faults = { [RATINGS]: { kind: 'abort' } };
  const broken = carried(() => whole(toRatings.request({ ':method': 'POST' }), 'x'));
  const error = await broken.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' });
  expect(isInjectedFault(error)).toBe(true);
  agent.faults = {};
  expect((await carried(() => whole(toRatings.request({})))).body).toBe('four stars');
  expect(agent.calls.map(({ failed }) => failed)).toEqual([true, false]);
});

test('bytes of the body are turned over, or arrive at their pace; a halt sets them free', async () => {
  agent.faults = { [RATINGS]: { kind: 'corrupt', bytesPpm: 1 } };
  const corrupted = await carried(() => whole(toRatings.request({})));
  expect([corrupted.body.endsWith('our stars'), corrupted.body.length]).toEqual([true, 10]);
  expect(corrupted.body).not.toBe('four stars');

  agent.faults = { [RATINGS]: { kind: 'throttle', bytesPerSecond: 50 } };
  const startedAt = performance.now();
  expect((await carried(() => whole(toRatings.request({})))).body).toBe('four stars');
  expect(performance.now() - startedAt).toBeGreaterThan(100);
  agent.faults = { [RATINGS]: { kind: 'throttle', bytesPerSecond: 1 } };
  const freed = await carried(async () => {
    const stream = toRatings.request({});
    const body = whole(stream);
    await once(stream, 'response');
    setTimeout(() => agent.release(), 20);
    return body;
  });
  expect(freed.body).toBe('four stars');
  expect(agent.applied).toBe(3);
});

test('the entry learns how its request ended: answered, broken by itself, left by the client', async () => {
  work = async () => {};
  await whole(toApi.request({ ':method': 'HEAD' }));
  answer = (response) => response.writeHead(500).end('no');
  await whole(toApi.request({}));
  answer = (response) => response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  await expect(whole(toApi.request({}))).rejects.toThrow('NGHTTP2_INTERNAL_ERROR');
  const leaving = toApi.request({});
  const left = new Promise<void>((resolve) => {
    answer = ({ stream }) => {
      leaving.close(http2.constants.NGHTTP2_CANCEL);
      stream.once('close', resolve);
    };
  });
  await left;
  expect(agent.outcomes).toEqual([200, 500, 'broken', 'left']);
});
