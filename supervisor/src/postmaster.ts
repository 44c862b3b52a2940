import { readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  commandLine,
  identify,
  type ProcessIdentity,
  signal,
  waitUntilGone,
  workingDirectory,
} from './process-identity.ts';

/** What PostgreSQL writes into `postmaster.pid`: line 1 the pid, line 8 its status (src/include/utils/pidfile.h). */
export interface PostmasterFile {
  readonly pid: number;
  readonly ready: boolean;
}

/** Parses `postmaster.pid`; null when it is not (yet) whole. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7] === 'ready' } : null;
}

export function readPostmasterFile(dataDir: string): PostmasterFile | null {
  try {
    return parsePostmasterFile(readFileSync(pidFile(dataDir), 'utf8'));
  } catch {
    return null;
  }
}

/** The PostgreSQL that serves this data directory at the moment, whoever started it. */
export function findPostmaster(dataDir: string): ProcessIdentity | null {
  const file = readPostmasterFile(dataDir);
  if (file === null) return null;
  const command = commandLine(file.pid);
  if (command === null || !/postgres/i.test(command)) return null;
  // PostgreSQL works in its data directory; where that cannot be seen, its command line names it.
  const place = workingDirectory(file.pid);
  const serves = place === null ? command.includes(dataDir) : place === realpathSync(dataDir);
  return serves ? identify(file.pid) : null;
}

/**
 * Ends the PostgreSQL of a data directory and removes a pid file that belongs to nobody: PostgreSQL itself would take
 * any process with that pid for its own and refuse to start. Returns true when one was running.
 */
export async function stopPostmaster(dataDir: string): Promise<boolean> {
  const running = findPostmaster(dataDir);
  if (running !== null) await shutDown(running);
  if (findPostmaster(dataDir) === null) rmSync(pidFile(dataDir), { force: true });
  return running !== null;
}

/** Fast shutdown (clients are disconnected, data flushed), then immediate, then by force. */
export async function shutDown(postmaster: ProcessIdentity): Promise<void> {
  for (const [name, graceMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signal(postmaster.pid, name);
    if (await waitUntilGone(postmaster, graceMs)) return;
  }
}

function pidFile(dataDir: string): string {
  return path.join(dataDir, 'postmaster.pid');
}
