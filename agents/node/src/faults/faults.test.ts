import http from 'node:http';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { FaultPlan } from '@hormesis/core/fault.ts';
import type * as Undici from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ScriptedAgent } from '../../test/scripted-agent.ts';
import { serve } from '../../test/stage.ts';
import { isInjectedFault } from '../injected-fault-error.ts';
import { injectionPoint } from '../injection-point.ts';
import { install } from '../install.ts';

/** Every fault as the callers of `http`, `fetch` and undici see it, beside a server that really behaves so. */
const RATINGS = 'api>http:ratings';
const BODY = Buffer.from('0123456789'.repeat(2_000));
const agent = new ScriptedAgent();
let undici: typeof Undici;
let ratings: Awaited<ReturnType<typeof serve>>;
let api: Awaited<ReturnType<typeof serve>>;
let reached: number;
let answering: http.RequestListener;
let work: () => Promise<unknown>;

const whole: http.RequestListener = (_request, response) => void response.end(BODY);
const silent: http.RequestListener = () => {};
const resetting: http.RequestListener = (request) => void request.socket.resetAndDestroy();

beforeAll(async () => {
  ratings = await serve((request, response) => {
    reached += 1;
    answering(request, response);
  });
  const dependencies = [{ name: 'ratings', address: `127.0.0.1:${ratings.port}` }];
  install(agent, { url: 'http://127.0.0.1:1', dependencies, fleetSuffixes: [] });
  undici = await import('undici');
  api = await serve((_request, response) => void work().finally(() => response.end()));
});
beforeEach(() => {
  reached = 0;
  answering = whole;
  Object.assign(agent, { faults: {}, applied: 0, skipped: 0 });
  agent.reasons.length = 0;
});
afterEach(async () => {
  await expect.poll(() => agent.inFlight).toBe(0);
  expect(agent.reasons).toEqual([]);
});
afterAll(async () => {
  await undici.getGlobalDispatcher().destroy();
  await Promise.all([ratings.close(), api.close()]);
});

/** Does it within a request that belongs to an experiment. */
async function carried<T>(what: () => Promise<T>): Promise<T> {
  let settled: PromiseSettledResult<T> | undefined;
  work = async () => {
    [settled] = await Promise.allSettled([what()]);
  };
  await new Promise<void>((resolve, reject) => {
    const headers = { 'x-carried': '1' };
    const request = http.get(api.url, { headers, agent: false }, (response) => response.resume().on('end', resolve));
    request.on('error', reject);
  });
  if (settled?.status === 'fulfilled') return settled.value;
  throw settled?.reason;
}

interface Begun {
  readonly status: number;
  /** What has come of the body so far. */
  readonly received: () => number;
  readonly whole: Promise<Buffer>;
}
type Client = (signal?: AbortSignal) => Promise<Begun>;

function begun(status: number, body: Readable): Begun {
  const chunks: Buffer[] = [];
  body.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = new Promise<Buffer>((resolve, reject) => {
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
  });
  end.catch(() => {});
  return { status, whole: end, received: () => chunks.reduce((sum, { length }) => sum + length, 0) };
}

const clients: Record<string, Client> = {
  http: (signal) =>
    new Promise((resolve, reject) => {
      const request = http.get(ratings.url, { signal }, (response) =>
        resolve(begun(response.statusCode ?? 0, response)),
      );
      request.on('error', reject);
    }),
  fetch: async (signal) => {
    const response = await fetch(ratings.url, { signal });
    return begun(response.status, Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]));
  },
  'undici.request': async (signal) => {
    const { statusCode, body } = await undici.request(ratings.url, { signal });
    return begun(statusCode, body);
  },
  'undici.fetch': async (signal) => {
    const response = await undici.fetch(ratings.url, { signal });
    return begun(response.status, Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]));
  },
};
const ways = Object.keys(clients);
const by = (way: string, signal?: AbortSignal) =>
  clients[way]?.(signal) ?? Promise.reject(new Error(`no client ${way}`));
const bodyBy = async (way: string, signal?: AbortSignal) => (await by(way, signal)).whole;

/** What a caller can tell an error by. */
async function errorOf(pending: Promise<unknown>): Promise<unknown> {
  try {
    await pending;
    return 'no error';
  } catch (error) {
    const { name, code, message, cause } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException };
    return [name, code, message, cause?.name, cause?.code, cause?.message];
  }
}

const fail = (fault: FaultPlan) => {
  agent.faults[RATINGS] = fault;
};

test.each(ways)('%s: an abort is told apart from a reset connection only by its brand', async (way) => {
  answering = resetting;
  const real = await errorOf(carried(() => bodyBy(way)));
  reached = 0;
  fail({ kind: 'abort' });
  expect(await errorOf(carried(() => bodyBy(way)))).toEqual(real);
  const error: unknown = await carried(() => bodyBy(way)).catch((reason: unknown) => reason);
  const made = error instanceof TypeError ? error.cause : error;
  expect(isInjectedFault(made) && [made.code, made.experiment, made.callGroup]).toEqual([
    'ECONNRESET',
    'exp_test',
    RATINGS,
  ]);
  expect([reached, agent.applied]).toEqual([0, 2]);
});

test.each(ways)('%s: slow, then dead: the caller waits before its connection breaks', async (way) => {
  fail({ kind: 'abort', afterMs: 120 });
  const beganMs = performance.now();
  const error = await errorOf(carried(() => bodyBy(way)));
  expect(performance.now() - beganMs).toBeGreaterThan(115);
  fail({ kind: 'abort' });
  expect(error).toEqual(await errorOf(carried(() => bodyBy(way))));
  expect([reached, agent.applied]).toEqual([0, 2]);
});

test.each(ways)('%s: what would break in a minute goes on to the dependency when it is released', async (way) => {
  fail({ kind: 'abort', afterMs: 60_000 });
  const body = carried(() => bodyBy(way));
  await expect.poll(() => agent.inFlight).toBe(1);
  agent.release();
  expect(await body).toEqual(BODY);
});

test.each(ways)('%s: a timeout hangs until the caller gives up, as with a server that is silent', async (way) => {
  const givingUp = () => errorOf(carried(() => bodyBy(way, AbortSignal.timeout(150))));
  answering = silent;
  const real = await givingUp();
  reached = 0;
  fail({ kind: 'timeout' });
  expect(await givingUp()).toEqual(real);
  expect([reached, agent.applied]).toEqual([0, 1]);
});

test.each(ways)('%s: a hanging call goes on to the real dependency when it is released', async (way) => {
  fail({ kind: 'timeout' });
  const body = await carried(async () => {
    const pending = bodyBy(way);
    await expect.poll(() => agent.applied).toBe(1);
    agent.release();
    return pending;
  });
  expect(body.equals(BODY)).toBe(true);
  expect(reached).toBe(1);
});

test("http: the call's own idle timeout fires while it hangs", async () => {
  fail({ kind: 'timeout' });
  const told = await carried(
    () =>
      new Promise((resolve) => {
        const request = http.get(ratings.url, { timeout: 100 });
        request.on('timeout', () => request.destroy(new Error('gave up')));
        request.on('error', ({ message }) => resolve(message));
      }),
  );
  expect(told).toBe('gave up');
});

test.each(ways)('%s: an error has the headers that were asked for', async (way) => {
  fail({ kind: 'error', status: 429, headers: { 'Retry-After': '30', 'content-type': 'text/csv' }, body: 'a,b' });
  if (way.includes('fetch')) {
    const response = await carried(() => (way === 'fetch' ? fetch(ratings.url) : undici.fetch(ratings.url)));
    expect(await response.text()).toBe('a,b');
    expect([response.status, response.headers.get('retry-after'), response.headers.get('content-type')]).toEqual([
      429,
      '30',
      'text/csv',
    ]);
  } else expect([(await carried(() => by(way))).status, reached]).toEqual([429, 0]);
});

test.each(ways)(
  '%s: a throttled body arrives whole and slowly, its head at once, and is in flight until its end',
  async (way) => {
    fail({ kind: 'throttle', bytesPerSecond: 40_000 });
    const { beganAfterMs, tookMs, body } = await carried(async () => {
      const startedAt = performance.now();
      const response = await by(way);
      const beganAt = performance.now();
      await expect.poll(response.received).toBeGreaterThan(0);
      expect(response.received()).toBeLessThan(BODY.length);
      expect(agent.inFlight).toBe(1);
      const received = await response.whole;
      return { beganAfterMs: beganAt - startedAt, tookMs: performance.now() - startedAt, body: received };
    });
    expect(body.equals(BODY)).toBe(true);
    // 20,000 bytes at 40,000 a second, less the ticks in which the first and the last bytes come.
    expect(tookMs).toBeGreaterThan(400);
    expect(beganAfterMs).toBeLessThan(tookMs);
    expect([reached, agent.applied]).toEqual([1, 1]);
  },
);

test.each(ways)('%s: a throttled body comes at full speed once it is released', async (way) => {
  fail({ kind: 'throttle', bytesPerSecond: 10 });
  const body = await carried(async () => {
    const response = await by(way);
    await expect.poll(response.received).toBeGreaterThan(0);
    agent.release();
    return response.whole;
  });
  expect(body.equals(BODY)).toBe(true);
});

test.each(ways)('%s: a large throttled body keeps its source waiting and loses nothing', async (way) => {
  const large = Buffer.alloc(3_000_000, 'abc');
  answering = (_request, response) => void response.end(large);
  fail({ kind: 'throttle', bytesPerSecond: 10_000_000 });
  expect((await carried(() => bodyBy(way))).equals(large)).toBe(true);
});

test.each(ways)('%s: a caller that leaves a throttled body is told what it is told by a slow server', async (way) => {
  const leave = () =>
    carried(async () => {
      const leaving = new AbortController();
      const response = await by(way, leaving.signal);
      await expect.poll(response.received).toBeGreaterThan(0);
      leaving.abort();
      return errorOf(response.whole);
    });
  answering = (_request, response) => void response.writeHead(200, { 'content-length': BODY.length }).write('0');
  const real = await leave();
  answering = whole;
  fail({ kind: 'throttle', bytesPerSecond: 10 });
  expect(await leave()).toEqual(real);
});

test.each(ways)('%s: a body in chunks is throttled and corrupted like one of known length', async (way) => {
  answering = (_request, response) => {
    response.write(BODY.subarray(0, 700));
    setTimeout(() => response.end(BODY.subarray(700)), 20);
  };
  fail({ kind: 'throttle', bytesPerSecond: 100_000 });
  expect((await carried(() => bodyBy(way))).equals(BODY)).toBe(true);
  fail({ kind: 'corrupt', bytesPpm: 100_000 });
  expect(differences(await carried(() => bodyBy(way)))).toHaveLength(BODY.length / 10);
});

test('http: bytes that trickle keep the idle timeout of the call from firing, as those of a slow server do', async () => {
  fail({ kind: 'throttle', bytesPerSecond: 40_000 });
  const body = await carried(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        const request = http.get(ratings.url, { timeout: 300 }, (response) =>
          begun(200, response).whole.then(resolve, reject),
        );
        request.on('timeout', () => request.destroy(new Error('idle')));
        request.on('error', reject);
      }),
  );
  expect(body.equals(BODY)).toBe(true);
});

function differences(received: Buffer): number[] {
  expect(received).toHaveLength(BODY.length);
  return [...BODY.keys()].filter((at) => received[at] !== BODY[at]);
}

test.each(ways)('%s: corrupt changes its share of the bytes, the same ones each time, and no length', async (way) => {
  fail({ kind: 'corrupt', bytesPpm: 1_000 });
  const first = await carried(() => bodyBy(way));
  expect(differences(first)).toEqual(Array.from({ length: 20 }, (_, index) => index * 1_000));
  expect((await carried(() => bodyBy(way))).equals(first)).toBe(true);
  expect([reached, agent.applied]).toEqual([2, 2]);
});

test.each(ways)('%s: after a release the rest of a body is left alone', async (way) => {
  let send = () => {};
  answering = (_request, response) => {
    response.write(BODY.subarray(0, 100));
    send = () => response.end(BODY.subarray(100));
  };
  fail({ kind: 'corrupt', bytesPpm: 1_000_000 });
  const body = await carried(async () => {
    const response = await by(way);
    await expect.poll(response.received).toBe(100);
    agent.release();
    expect(agent.inFlight).toBe(0);
    send();
    return response.whole;
  });
  expect(differences(body)).toHaveLength(100);
});

test.each(['fetch', 'undici.fetch'])(
  '%s: corrupt hurts the encoded bytes, so decoding fails as it really would',
  async (way) => {
    const encoded = zlib.gzipSync(BODY);
    answering = (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from(encoded).fill(~(encoded[0] ?? 0), 0, 1));
    };
    const real = await errorOf(carried(() => bodyBy(way)));
    answering = (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(encoded);
    fail({ kind: 'corrupt', bytesPpm: 1 });
    expect(await errorOf(carried(() => bodyBy(way)))).toEqual(real);
  },
);

test('a response without a body is not called throttled or corrupted', async () => {
  answering = (_request, response) => void response.writeHead(204).end();
  for (const fault of [
    { kind: 'throttle', bytesPerSecond: 1 },
    { kind: 'corrupt', bytesPpm: 1 },
  ] as const) {
    fail(fault);
    for (const way of ['http', 'undici.request']) expect((await carried(() => bodyBy(way))).length).toBe(0);
  }
  expect(agent.applied).toBe(0);
});

/* ---------------------------------------------------------------- custom injection points */

const LICENSE = 'api>custom:license/issue';
const license = (signal?: AbortSignal) => injectionPoint('custom:license/issue', () => 'licensed', { signal });

test('an injection point: an abort throws a branded error without a status', async () => {
  agent.faults[LICENSE] = { kind: 'abort' };
  const error: unknown = await carried(() => license()).catch((reason: unknown) => reason);
  expect(isInjectedFault(error) && [error.status, error.code, error.message]).toEqual([
    null,
    'HORMESIS_INJECTED_FAULT',
    'api>custom:license/issue broke off, injected by experiment exp_test',
  ]);
});

test('an injection point: a timeout hangs until it is released, or until the caller gives up', async () => {
  agent.faults[LICENSE] = { kind: 'timeout' };
  const released = carried(() => license());
  await expect.poll(() => agent.applied).toBe(1);
  agent.release();
  expect(await released).toBe('licensed');
  await expect(carried(() => license(AbortSignal.timeout(50)))).rejects.toThrow('aborted due to timeout');
  await expect(carried(() => license(AbortSignal.abort()))).rejects.toThrow('aborted');
});

test.each<FaultPlan>([
  { kind: 'throttle', bytesPerSecond: 1 },
  { kind: 'corrupt', bytesPpm: 1 },
])('an injection point: $kind has nothing to act on, is left out and counted', async (fault) => {
  agent.faults[LICENSE] = fault;
  expect(await carried(() => license())).toBe('licensed');
  expect([agent.applied, agent.skipped]).toEqual([0, 1]);
});
