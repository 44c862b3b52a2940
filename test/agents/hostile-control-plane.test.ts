import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Report } from '@hormesis/contract/agent-link.ts';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ControlPlane, startControlPlane } from '../../agents/link/test/control-plane.ts';
import { until } from '../../agents/link/test/fleet-agent.ts';
import { startApp, testFile } from '../../agents/node/test/process.ts';
import { call, serve } from '../../agents/node/test/stage.ts';
import { attacks } from './hostile-line.ts';

const MIB = 1024 * 1024;
/** Above what a garbage collector leaves lying about, and far below what two million pieces of a frame would take. */
const PEAK_BYTES = 128 * MIB;
const KEPT_BYTES = 12 * MIB;

test('a hostile control plane changes no answer of the host and keeps none of its memory', async () => {
  const plane = await startControlPlane();
  const lines: WebSocket[] = [];
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const reports: Report[] = [];
  server.on('connection', (line) => {
    lines.push(line);
    line.on('error', () => {});
    line.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { type: string };
      if (frame.type === 'report') reports.push(frame as Report);
    });
  });
  const ratings = await serve((_request, response) => void response.end('four stars'));
  const app = await startApp(['--expose-gc', '--import', testFile('../src/register.ts'), testFile('apps/host.mjs')], {
    HORMESIS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    HORMESIS_AGENT_TOKEN: 'agent-token',
    HORMESIS_SERVICE: 'api',
    HORMESIS_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
    RATINGS_URL: ratings.url,
  });
  onTestFinished(() => endAll(app, plane, server, ratings));
  const url = `http://127.0.0.1:${(app.told as { port: number }).port}`;
  const memory = async () => JSON.parse((await call(`${url}/memory`)).body) as { bytes: number; peakBytes: number };
  const asked = async () => {
    const { status, body } = await call(`${url}/play/dune`, { headers: { 'x-user': 'ada' } });
    return `${status} ${body}`;
  };
  for (let warm = 0; warm < 20; warm += 1) await asked();
  const before = await memory();

  const answers: Record<string, string[]> = {};
  const list = Object.entries(attacks(plane));
  for (const [name, attack] of list) {
    const line = await standingLine(lines);
    const attacking = attack(line, socketOf(line));
    const told = [];
    for (let request = 0; request < 5; request += 1) told.push(await asked());
    await attacking;
    told.push(await asked());
    answers[name] = [...new Set(told)];
  }
  expect(answers).toEqual(Object.fromEntries(list.map(([name]) => [name, ['200 four stars']])));

  // The line stands again after each of them, and what happened is told. A break of the line brings a new greeting.
  (await standingLine(lines)).terminate();
  reports.length = 0;
  await standingLine(lines);
  await until(() => reports.length > 0);
  const report = reports.at(-1);
  const wanted = ['frame_malformed', 'frame_binary', 'frame_unknown', 'ruleset_invalid', 'ruleset_older'];
  wanted.push('answer_invalid', 'answer_unexpected', 'halt_invalid', 'line_error', 'line_flooded');
  expect(Object.keys(report?.counters ?? {})).toEqual(expect.arrayContaining(wanted));
  expect(report?.active).toEqual([]);
  const after = await memory();
  expect(after.peakBytes - before.bytes).toBeLessThan(PEAK_BYTES);
  expect(after.bytes - before.bytes).toBeLessThan(KEPT_BYTES);
  // A word for each kind of problem, and no more: the host's output is its own.
  expect(app.stderr().split('\n').length).toBeLessThan(40);
});

/** The newest line, once it stands. */
async function standingLine(lines: readonly WebSocket[]): Promise<WebSocket> {
  await until(() => lines.at(-1)?.readyState === 1);
  return lines.at(-1) as WebSocket;
}

/** `ws` hides the socket under the line: what a hostile side does below the protocol needs it. */
function socketOf(line: WebSocket): Socket {
  return (line as unknown as { _socket: Socket })._socket;
}

async function endAll(
  app: { stop(): Promise<void> },
  plane: ControlPlane,
  server: WebSocketServer,
  ratings: { close(): Promise<void> },
): Promise<void> {
  await app.stop();
  for (const line of server.clients) line.terminate();
  server.close();
  await Promise.all([plane.close(), ratings.close()]);
}
