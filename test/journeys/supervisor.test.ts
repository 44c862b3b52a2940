import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { findPostmaster } from '@hormesis/supervisor/postmaster.ts';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../harness/free-port.ts';
import type { Spawned } from '../harness/spawned.ts';
import { newInstallation } from '../harness/supervisor.ts';
import { until } from '../harness/until.ts';

const PATIENCE_MS = 120_000;
// One data directory for the whole story: each test leaves it as a person would who stopped with Ctrl-C.
const installation = newInstallation();
afterAll(() => installation.remove());

async function answers(supervisor: Spawned, path = '/healthz'): Promise<boolean> {
  return (await fetch(`${supervisor.ready.url}${path}`)).ok;
}

/** What a person does who has seen enough. */
async function pressCtrlC(supervisor: Spawned) {
  supervisor.process.kill('SIGINT');
  return supervisor.exited;
}

test('after kill -9 nothing but PostgreSQL stays, and the next start takes over', {
  timeout: PATIENCE_MS,
}, async () => {
  const killed = await installation.start();
  expect(await answers(killed)).toBe(true);
  expect(killed.output()).toContain(String(killed.ready.signInUrl));
  expect(installation.running()).toEqual(['control-plane', 'postgres']);
  await killed.kill9();
  await until('the control plane to end by itself', () => !installation.running().includes('control-plane'));

  const next = await installation.start();
  expect(next.output()).toContain('stopped the PostgreSQL of an earlier start');
  expect(await answers(next)).toBe(true);
  expect(await pressCtrlC(next)).toBe(0);
  expect(installation.running()).toEqual([]);
});

test('a control plane and a PostgreSQL that are killed come back by themselves', { timeout: PATIENCE_MS }, async () => {
  const supervisor = await installation.start();
  const [controlPlane] = installation.children();
  process.kill(controlPlane?.pid ?? 0, 'SIGKILL');
  await until('the death to be told', () => supervisor.output().includes('control-plane was ended by SIGKILL'));
  await until('another control plane', () => answers(supervisor), 30_000);

  const postgres = findPostmaster(path.join(installation.dataDir, 'postgres'));
  process.kill(postgres?.pid ?? 0, 'SIGKILL');
  await until('the death to be told', () => supervisor.output().includes('PostgreSQL died'));
  await until('the database to be back', () => answers(supervisor, '/readyz'), 30_000);
  installation.children();
  expect(await pressCtrlC(supervisor)).toBe(0);
  expect(installation.running()).toEqual([]);
});

test('a second start on the same data directory is told where the first one is', { timeout: PATIENCE_MS }, async () => {
  const first = await installation.start();
  const second = await installation.refuse();
  expect(second.exit).toBe(1);
  expect(second.output).toMatch(
    /^hormesis: another Hormesis with this data directory runs at \S+ \(process \d+\): .*\n$/,
  );
  expect(second.output).toContain(String(first.ready.url));
  expect(await answers(first)).toBe(true);
  await pressCtrlC(first);
});

test('a taken port is one line and exit code 1', { timeout: PATIENCE_MS }, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const refused = await installation.refuse({ HORMESIS_PORT: String(port) });
  other.close();
  expect(refused).toEqual({
    exit: 1,
    output: `hormesis: port ${port} on 127.0.0.1 is taken (HORMESIS_PORT): stop what listens there, or set HORMESIS_PORT to another port (0: free ones)\n`,
  });
});

test('a database that is away is one line without the password', { timeout: PATIENCE_MS }, async () => {
  const port = await freePort();
  const refused = await installation.refuse({ DATABASE_URL: `postgres://ann:hunter2@127.0.0.1:${port}/shop` });
  expect(refused.exit).toBe(1);
  expect(refused.output).toContain(`hormesis: DATABASE_URL: no PostgreSQL answers at 127.0.0.1:${port} (ECONNREFUSED)`);
  expect(refused.output).not.toContain('hunter2');
});

test('a data directory of a newer version is refused and left as it was', { timeout: PATIENCE_MS }, async () => {
  const file = path.join(installation.dataDir, 'version.json');
  const ours = readFileSync(file, 'utf8');
  writeFileSync(file, '{"format":99,"postgres":18}');
  const refused = await installation.refuse();
  expect(refused.exit).toBe(1);
  expect(refused.output).toMatch(/^hormesis: HORMESIS_DATA: \S+ was written by a newer version of Hormesis .*\n$/);
  expect(readFileSync(file, 'utf8')).toBe('{"format":99,"postgres":18}');
  writeFileSync(file, ours);
});

test('Ctrl-C during the start stops what was started by then', { timeout: PATIENCE_MS }, async () => {
  const supervisor = installation.begin();
  await until('PostgreSQL to be there', () => installation.running().includes('postgres'), 60_000);
  supervisor.process.kill('SIGINT');
  expect(await supervisor.exited).toBe(0);
  expect(installation.running()).toEqual([]);
});

test('the demo is there with traffic and an agent in each service, and Ctrl-C leaves nothing of it', {
  timeout: PATIENCE_MS,
}, async () => {
  const supervisor = await installation.start([]);
  expect(supervisor.output()).toContain('8 services with traffic, 11 agents connected');
  const page = await fetch(`${supervisor.ready.demoUrl}/play/heat`, { headers: { 'x-user-id': 'u000001' } });
  expect(page.status).toBeLessThan(500);
  expect(installation.running()).toEqual(
    expect.arrayContaining(['control-plane', 'gateway-north-a', 'ratings', 'generator']),
  );
  expect(await pressCtrlC(supervisor)).toBe(0);
  expect(installation.running()).toEqual([]);
});
