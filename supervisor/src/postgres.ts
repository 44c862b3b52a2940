import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { lastLines } from './log-file.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { canReach, postgresUser, type UnprivilegedUser } from './postgres-user.ts';
import { readPostmasterFile, shutDown } from './postmaster.ts';
import { describe, Problem } from './problem.ts';
import { identify } from './process-identity.ts';

export interface PostgresOptions {
  /** Absolute path; made and initialised when absent. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  /** False gives up safety against power cuts for speed: for tests only. */
  readonly durable: boolean;
  readonly maxConnections: number;
}

export interface RunningPostgres {
  readonly process: ChildProcess;
  /** Connection address of a database of this server, with the password in it. */
  url(database: string): string;
  stop(): Promise<void>;
}

const SUPERUSER = 'hormesis';
/** Long, because after a power cut PostgreSQL first repeats what its log holds. */
const START_TIMEOUT_MS = 60_000;

/** Starts PostgreSQL on 127.0.0.1 only, in a process group of its own. Throws a Problem that quotes the log when it does not come up. */
export async function startPostgres(options: PostgresOptions, signal?: AbortSignal): Promise<RunningPostgres> {
  const user = postgresUser();
  if (!existsSync(path.join(options.dataDir, 'PG_VERSION'))) await initialise(options, user, signal);
  signal?.throwIfAborted();
  const child = await launch(options, user);
  try {
    await waitUntilReady(child, options, signal);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    process: child,
    url: (database) => `postgres://${SUPERUSER}:${options.password}@127.0.0.1:${options.port}/${database}`,
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  const postmaster = child.exitCode === null && child.pid !== undefined ? identify(child.pid) : null;
  if (postmaster !== null) await shutDown(postmaster);
}

/** Made beside its place and moved there when it is whole: an `initdb` that was killed must not look like a database. */
async function initialise(
  options: PostgresOptions,
  user: UnprivilegedUser | null,
  signal?: AbortSignal,
): Promise<void> {
  const { initdb } = await findPostgresBinaries(user);
  const beside = `${options.dataDir}.new`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true, mode: 0o700 });
  const secretDir = mkdtempSync(path.join(tmpdir(), 'hormesis-secret-'));
  const passwordFile = path.join(secretDir, 'password');
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (user !== null) for (const each of [beside, secretDir, passwordFile]) chownSync(each, user.uid, user.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  const args = [`--pgdata=${placeFor(user, beside)}`, ...access, ...locale];
  if (!options.durable) args.push('--no-sync');
  try {
    await promisify(execFile)(initdb, args, { ...user, cwd: beside, env: environment(), signal });
    renameSync(beside, options.dataDir);
  } catch (cause) {
    rmSync(beside, { recursive: true, force: true });
    signal?.throwIfAborted();
    throw new Problem(`PostgreSQL could not be initialised in ${options.dataDir}: ${describe(cause)}`, { cause });
  } finally {
    rmSync(secretDir, { recursive: true, force: true });
  }
}

async function launch(options: PostgresOptions, user: UnprivilegedUser | null): Promise<ChildProcess> {
  const { postgres } = await findPostgresBinaries(user);
  const args = ['-D', placeFor(user, options.dataDir), '-p', String(options.port), ...settings(options)];
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const stdio: ['ignore', number, number] = ['ignore', log, log];
    return spawn(postgres, args, { ...user, cwd: options.dataDir, stdio, detached: true, env: environment() });
  } finally {
    closeSync(log);
  }
}

/**
 * How PostgreSQL is told where its data is. A user who may not enter the directories above it still has it as the working
 * directory, which we enter before we become that user, and /proc leads there without the way.
 */
function placeFor(user: UnprivilegedUser | null, dataDir: string): string {
  return canReach(user, dataDir) ? dataDir : '/proc/self/cwd';
}

function settings(options: PostgresOptions): string[] {
  const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections),
    shared_buffers: '64MB',
    timezone: 'UTC',
    ...(options.durable ? {} : fast),
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function waitUntilReady(child: ChildProcess, options: PostgresOptions, signal?: AbortSignal): Promise<void> {
  const end = performance.now() + START_TIMEOUT_MS;
  let failure: Error | null = null;
  child.once('error', (error) => {
    failure = error;
  });
  while (true) {
    const file = readPostmasterFile(options.dataDir);
    if (file?.ready && file.pid === child.pid) return;
    const over = child.exitCode !== null || child.signalCode !== null || performance.now() > end;
    if (failure !== null || over) {
      const why =
        failure === null ? lastLines(options.logFile, 0, 3).join(' | ') || 'it said nothing' : describe(failure);
      throw new Problem(`PostgreSQL did not start in ${options.dataDir}: ${why}`);
    }
    signal?.throwIfAborted();
    await new Promise((wake) => setTimeout(wake, 15));
  }
}

/** PostgreSQL gets nothing of our environment but what it needs: no tokens. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
}
