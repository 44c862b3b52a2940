import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftovers, openLedger } from './ledger.ts';
import { identify } from './process-identity.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hormesis-ledger-'));
  file = path.join(folder, 'children.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sleeper() {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const gone = new Promise<string | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  return { pid: child.pid ?? 0, child, gone };
}

test('a child that a killed supervisor left running is ended by the next one', async () => {
  const left = sleeper();
  openLedger(file).add('ratings', left.pid);
  expect(await endLeftovers(file)).toEqual(['ratings']);
  expect(await left.gone).toBe('SIGTERM');
  expect(await endLeftovers(file)).toEqual([]);
});

test('a stopped child hears nothing and is ended all the same', async () => {
  const left = sleeper();
  openLedger(file).add('api', left.pid);
  left.child.kill('SIGSTOP');
  await endLeftovers(file);
  expect(await left.gone).toMatch(/^SIG(KILL|TERM)$/);
});

test('a process that was given the pid of a dead child is left alone', async () => {
  const stranger = sleeper();
  writeFileSync(file, JSON.stringify([{ name: 'ratings', pid: stranger.pid, startedAt: 'another moment' }]));
  expect(await endLeftovers(file)).toEqual([]);
  expect(identify(stranger.pid)).not.toBeNull();
  stranger.child.kill();
  await stranger.gone;
});

test('a child that ended in order is not looked for any more', async () => {
  const ledger = openLedger(file);
  const living = sleeper();
  ledger.add('bookmarks', living.pid);
  ledger.remove(living.pid);
  expect(await endLeftovers(file)).toEqual([]);
  living.child.kill();
  await living.gone;
});
