import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { launch, spawnNode, stillRunning } from './spawned.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hormesis-spawned-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, source: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, source);
  return file;
}

test('a process is handed over once it says that it is ready, and is gone after stop', async () => {
  const entry = program('ready.mjs', `process.send({ type: 'ready', port: 7 }); setInterval(() => {}, 1000);`);
  const service = await spawnNode({ entry });
  expect(service.ready).toEqual({ type: 'ready', port: 7 });
  expect(stillRunning()).toEqual([`${service.process.pid} ${entry}`]);
  expect(await service.stop()).toBe('SIGTERM');
  expect(stillRunning()).toEqual([]);
});

test('a process that dies before it is ready is reported with its last words', async () => {
  const entry = program('dies.mjs', `console.error('the port is taken'); process.exit(1);`);
  await expect(spawnNode({ entry })).rejects.toThrow(/exited with 1 before it was ready:\nthe port is taken/);
});

test('nothing of the shell reaches a process under test', async () => {
  process.env.HORMESIS_ADMIN_TOKEN = 'of the shell';
  const entry = program('env.mjs', 'console.log(process.env.HORMESIS_ADMIN_TOKEN, process.env.GIVEN)');
  const run = launch({ entry, env: { GIVEN: 'yes' } });
  delete process.env.HORMESIS_ADMIN_TOKEN;
  await run.exited;
  expect(run.output()).toBe('undefined yes\n');
});
