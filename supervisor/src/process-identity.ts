import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A process for certain: a pid alone may belong to somebody else by the time it is read back, a pid with the
 * moment the process started may not. `startedAt` is an opaque text, comparable only on the same machine and boot.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** Identity of a living process; null when there is none with this pid (a zombie counts as dead). */
export function identify(pid: number): ProcessIdentity | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const startedAt = process.platform === 'linux' ? startedAtFromProc(pid) : startedAtFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** True while this very process lives, and not merely one that was given its pid later. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** The command line of a living process, arguments separated by blanks; null when it cannot be read. */
export function commandLine(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  const line = read(`/proc/${pid}/cmdline`);
  return line === null ? null : line.replaceAll('\0', ' ').trim();
}

/** The working directory of a living process; null where it cannot be seen. */
export function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** Sends a signal; false when the process is gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Waits until the process is gone; false when it still lives after `timeoutMs`. */
export async function waitUntilGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (isAlive(identity)) {
    if (performance.now() > end) return false;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  return true;
}

/**
 * Fields 3 (state) and 22 (start time in clock ticks since boot) of /proc/PID/stat. The name before them may hold
 * blanks and brackets, so fields are counted from the last closing bracket (proc(5)).
 */
function startedAtFromProc(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : `${bootId()}-${fields[19]}`;
}

function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function startedAtFromPs(pid: number): string | null {
  const line = ps(pid, 'stat=,lstart=');
  return line === null || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
}

function ps(pid: number, columns: string): string | null {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('ps', ['-o', columns, '-p', String(pid)], { encoding: 'utf8', stdio }).trim() || null;
  } catch {
    return null;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
