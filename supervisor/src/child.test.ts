import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ChildHouse, lastWords, startChild } from './child.ts';
import { openLedger } from './ledger.ts';
import { identify } from './process-identity.ts';

let logs: string;
let said: string[];
let house: ChildHouse;
beforeEach(() => {
  logs = mkdtempSync(path.join(tmpdir(), 'hormesis-child-'));
  said = [];
  house = {
    logs,
    compileCache: logs,
    ledger: openLedger(path.join(logs, 'children.json')),
    say: (line) => void said.push(line),
  };
});
afterEach(() => rmSync(logs, { recursive: true, force: true }));

function child(source: string, env: Record<string, string> = {}) {
  const entry = path.join(logs, 'child.mjs');
  writeFileSync(entry, source);
  return startChild({ name: 'ratings', entry, nodeArgs: [], env }, house);
}
const recorded = (): { pid: number }[] => JSON.parse(readFileSync(path.join(logs, 'children.json'), 'utf8'));
const READY = `process.send({ type: 'ready', pid: process.pid }); process.on('disconnect', () => process.exit()); setInterval(() => {}, 1000);`;

async function soon(probe: () => boolean): Promise<void> {
  for (let n = 0; n < 500 && !probe(); n += 1) await new Promise((wake) => setTimeout(wake, 20));
  expect(probe()).toBe(true);
}

test('a child that dies before it is ready is reported by its last line and not started again', async () => {
  const failing = child(`console.log('{"level":30}'); console.error('ratings: port 7076 is taken'); process.exit(1);`);
  await expect(failing.ready).rejects.toThrow('ratings exited with code 1: ratings: port 7076 is taken');
  expect(recorded()).toEqual([]);
});

test('a child that is killed comes back, and the death is one line with its signal', async () => {
  const kept = child(READY);
  const first = Number((await kept.ready).pid);
  process.kill(first, 'SIGKILL');
  await soon(() => said.length === 1 && recorded().length === 1);
  expect(said[0]).toMatch(/^ratings was ended by SIGKILL; it is started again in 0.5 s \(log: .*ratings.log\)$/);
  expect(recorded()[0]?.pid).not.toBe(first);
  await kept.stop();
  expect(recorded()).toEqual([]);
});

test('a stopped child is gone and stays away', async () => {
  const kept = child(READY);
  const { pid } = await kept.ready;
  await kept.stop();
  expect(identify(Number(pid))).toBeNull();
  expect(said).toEqual([]);
});

test('a child hears no secret it was not given', async () => {
  process.env.HORMESIS_ADMIN_TOKEN = 'a secret of the shell';
  process.env.DATABASE_URL = 'postgres://a:secret@db/x';
  const kept = child(`console.log(JSON.stringify(process.env)); ${READY}`, { GIVEN: 'yes' });
  await kept.ready;
  await kept.stop();
  delete process.env.HORMESIS_ADMIN_TOKEN;
  delete process.env.DATABASE_URL;
  const log = readFileSync(path.join(logs, 'ratings.log'), 'utf8');
  expect(log).toContain('"GIVEN":"yes"');
  expect(log).not.toContain('secret');
});

test('log lines are not shown when there is a line for people', () => {
  expect(lastWords('api', 'exited with code 1', ['{"msg":"x"}', 'the database is away', '{"msg":"y"}'])).toBe(
    'api exited with code 1: the database is away',
  );
  const crash = ['throw new Error();', 'TypeError: no such thing', '    at main.ts:7', '}', 'Node.js v24.21.0'];
  expect(lastWords('api', 'exited with code 1', crash)).toBe('api exited with code 1: TypeError: no such thing');
  expect(lastWords('api', 'exited with code 1', [])).toBe('api exited with code 1 and said nothing');
});
