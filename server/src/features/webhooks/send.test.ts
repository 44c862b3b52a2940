import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AddressPolicy, parseNetwork } from './address-policy.ts';
import { send } from './send.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const local = new AddressPolicy(['127.0.0.1', '::1'].flatMap((each) => parseNetwork(each) ?? []));
const on = { policy: local, timeoutMs: 300, monotonicMs: () => performance.now() };
const outgoing = (url: string) => ({ url, headers: { 'hormesis-event-id': 'x' }, body: '{"a":"ü"}' });

test('an event is posted whole, and any 2xx to the end is a delivery', async () => {
  const seen: string[] = [];
  const url = await serving((request, response) => {
    request.on('data', (chunk) => seen.push(String(chunk)));
    request.on('end', () => response.writeHead(202).end('thanks'));
  });
  expect(await send(outgoing(url), on)).toMatchObject({ kind: 'delivered', status: 202 });
  expect(seen.join('')).toBe('{"a":"ü"}');
});

test('a refusal of this event is told from a receiver that is sick', async () => {
  let status = 422;
  const url = await serving((_request, response) => response.writeHead(status, { 'retry-after': '7' }).end());
  expect(await send(outgoing(url), on)).toMatchObject({ kind: 'failed', blame: 'event', status: 422 });
  status = 503;
  expect(await send(outgoing(url), on)).toMatchObject({
    blame: 'receiver',
    error: 'answered 503',
    retryAfterMs: 7_000,
  });
});

test('a redirect is not followed', async () => {
  const paths: (string | undefined)[] = [];
  const url = await serving((request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(await send(outgoing(url), on)).toMatchObject({ kind: 'failed', error: expect.stringContaining('redirects') });
  expect(paths).toEqual(['/hook']);
});

test('an answer that hangs or breaks off is none, and one without end is not read to its end', async () => {
  const hanging = await serving((_request, response) => void response.writeHead(200).write('…'));
  expect(await send(outgoing(hanging), on)).toMatchObject({ kind: 'failed', error: 'no whole answer within 300 ms' });
  server?.closeAllConnections();
  const broken = await serving((request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => request.socket.resetAndDestroy());
  });
  expect(await send(outgoing(broken), on)).toMatchObject({ kind: 'failed', status: null });
  const endless = await serving((_request, response) => {
    response.writeHead(200);
    const more = () => !response.destroyed && response.write('x'.repeat(32_768), () => setImmediate(more));
    more();
  });
  expect(await send(outgoing(endless), { ...on, timeoutMs: 5_000 })).toMatchObject({ kind: 'delivered', status: 200 });
});

test('nobody listens; nobody is asked where an address or a name leads inside', async () => {
  const url = await serving((_request, response) => response.end());
  const { port } = new URL(url);
  const strict = { ...on, policy: new AddressPolicy([]) };
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
    expect(await send(outgoing(`http://${host}:${port}/`), strict), host).toMatchObject({
      kind: 'failed',
      error: expect.stringContaining('not public'),
    });
  server?.close();
  expect(await send(outgoing(url), on)).toMatchObject({
    kind: 'failed',
    error: expect.stringContaining('ECONNREFUSED'),
  });
});
