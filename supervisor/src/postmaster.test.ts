import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parsePostmasterFile, stopPostmaster } from './postmaster.ts';

const file = (pid: string, status: string) => `${pid}\n/data\n1763800000\n5432\n\n127.0.0.1\n 123456  7\n${status}\n`;

test('PostgreSQL is ready when its file says so, not when it exists', () => {
  expect(parsePostmasterFile(file('42', 'starting'))).toEqual({ pid: 42, ready: false });
  expect(parsePostmasterFile(file('42', 'ready   '))).toEqual({ pid: 42, ready: true });
  expect(parsePostmasterFile('42')).toEqual({ pid: 42, ready: false });
  expect(parsePostmasterFile('')).toBeNull();
});

test('a pid file that names somebody else is removed and that process is left alone', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hormesis-postmaster-'));
  const pidFile = path.join(dataDir, 'postmaster.pid');
  writeFileSync(pidFile, file(String(process.ppid), 'ready'));
  expect(await stopPostmaster(dataDir)).toBe(false);
  expect(existsSync(pidFile)).toBe(false);
  rmSync(dataDir, { recursive: true });
});
