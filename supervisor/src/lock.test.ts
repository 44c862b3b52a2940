import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';
import { identify } from './process-identity.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hormesis-lock-'));
  file = path.join(folder, 'lock.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('who comes second is told where the first one runs', () => {
  const lock = takeLock(file);
  lock.publish('http://127.0.0.1:7070');
  expect(() => takeLock(file)).toThrow(`runs at http://127.0.0.1:7070 (process ${process.pid})`);
  lock.release();
  expect(existsSync(file)).toBe(false);
  takeLock(file).release();
});

test('a lock of a dead process is no lock', () => {
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'long ago', url: 'http://127.0.0.1:7070' }));
  takeLock(file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, url: null });
});

test('a process that was given the pid of a dead holder is not taken for it', () => {
  const stranger = identify(process.ppid);
  writeFileSync(file, JSON.stringify({ pid: stranger?.pid, startedAt: 'another moment', url: null }));
  expect(() => takeLock(file)).not.toThrow();
});

test('a lock that a crash left half-written is no lock', () => {
  writeFileSync(file, '{"pid":');
  expect(() => takeLock(file)).not.toThrow();
});
