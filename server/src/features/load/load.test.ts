import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Drive, stepsOf, unitHeaders, withUnit } from './drive.ts';
import { LoadRunner } from './load-runner.ts';

let server: Server;
let heard: { url: string; user: string; baggage: string | undefined }[];
const LEASE_MS = 1_500;

beforeAll(async () => {
  server = createServer(({ url = '', headers }, response) => {
    heard.push({ url, user: String(headers['x-user-id']), baggage: headers.baggage as string | undefined });
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  heard = [];
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const drive = (): Drive => ({
  target: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  ...{ paths: ['/play/paper-harbour', '/play/heat'], requestsPerSecond: 40, rampMs: 0, units: 1_000 },
  unit: { from: 'header', name: 'x-user-id' },
});
const wanted = () => ({ experiment: 'eload0001', drive: drive(), baggage: 'hormesis=v1.test' });

/** Requests in half a second from now. */
async function soon(): Promise<number> {
  const before = heard.length;
  await new Promise((wake) => setTimeout(wake, 500));
  return heard.length - before;
}

test('load comes to the entry routes as different users with the context of testers, and ends when it is not wanted', {
  timeout: 30_000,
}, async () => {
  const runner = new LoadRunner(20_000);
  runner.keep([wanted()]);
  await expect.poll(() => heard.length, { timeout: 15_000 }).toBeGreaterThan(20);
  expect(new Set(heard.map(({ url }) => url))).toEqual(new Set(drive().paths));
  expect(new Set(heard.map(({ user }) => user)).size).toBeGreaterThan(15);
  expect(new Set(heard.map(({ baggage }) => baggage))).toEqual(new Set(['hormesis=v1.test']));
  runner.keep([]);
  await soon();
  expect(await soon()).toBe(0);
  runner.stop();
});

test('load that nobody prolongs ends with its lease', { timeout: 30_000 }, async () => {
  const runner = new LoadRunner(LEASE_MS);
  runner.keep([wanted()]);
  await expect.poll(() => heard.length, { timeout: 15_000 }).toBeGreaterThan(5);
  await expect.poll(soon, { timeout: 15_000 }).toBe(0);
  runner.stop();
});

test('it rises in steps to what was asked for, and never above', () => {
  expect(stepsOf({ requestsPerSecond: 100, rampMs: 10_000 })).toEqual(
    [20, 40, 60, 80, 100].map((requestsPerSecond, step) => ({ afterMs: 2_000 * step, requestsPerSecond })),
  );
  expect(stepsOf({ requestsPerSecond: 2, rampMs: 1_000 })).toHaveLength(2);
  expect(stepsOf({ requestsPerSecond: 7, rampMs: 0 })).toEqual([{ afterMs: 0, requestsPerSecond: 7 }]);
});

test('the unit stands where the path reads it', () => {
  expect(unitHeaders({ from: 'cookie', name: 'sid' }, 'load-1')).toEqual({ cookie: 'sid=load-1' });
  expect(withUnit('/play/heat?hd=1', { from: 'query', name: 'u' }, 'load-1')).toBe('/play/heat?hd=1&u=load-1');
  expect(unitHeaders({ from: 'request' }, 'load-1')).toEqual({});
});
