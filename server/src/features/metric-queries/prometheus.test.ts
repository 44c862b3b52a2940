import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askPrometheus } from './prometheus.ts';

/** What the next request is answered; null: nothing, ever. */
let next: string | null = '';
let server: Server;
let base = '';
beforeAll(async () => {
  server = createServer((_request, response) => {
    if (next !== null) response.end(next);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const vector = (...values: string[]) =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) },
  });

test.each([
  ['nothing', vector(), 'no series'],
  ['several series', vector('1', '2'), '2 series'],
  ['NaN', vector('NaN'), 'NaN'],
  ['infinity', vector('+Inf'), '+Inf'],
  ['a range', JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } }), 'matrix'],
  ['an error', JSON.stringify({ status: 'error', error: 'parse error' }), 'parse error'],
  ['a page', '<html>', 'no answer'],
  ['another form', '{"status":"success","data":7}', 'unknown form'],
])('%s is no number, and says so', async (_name, body, said) => {
  next = body;
  await expect(askPrometheus(base, 'up', 2_000)).rejects.toThrow(said);
});

test('one series or a scalar is a number', async () => {
  next = vector('0.25');
  expect(await askPrometheus(base, 'up', 2_000)).toBe(0.25);
  next = JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, '3'] } });
  expect(await askPrometheus(`${base}/`, 'scalar(up)', 2_000)).toBe(3);
});

test('one that never answers is given up', async () => {
  next = null;
  await expect(askPrometheus(base, 'up', 100)).rejects.toThrow('within 100 ms');
});
