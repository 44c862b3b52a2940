import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { lastLines } from './log-file.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { commandAs, postgresUser, type UnprivilegedUser } from './postgres-user.ts';
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

/** After a failure or an abort nothing is left in the place, so the next start begins anew. */
async function initialise(
  options: PostgresOptions,
  user: UnprivilegedUser | null,
  signal?: AbortSignal,
): Promise<void> {
  const { initdb } = await findPostgresBinaries();
  rmSync(options.dataDir, { recursive: true, force: true });
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${options.dataDir}.password`;
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (user !== null) for (const each of [options.dataDir, passwordFile]) chownSync(each, user.uid, user.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  const args = [`--pgdata=${options.dataDir}`, ...access, ...locale, ...(options.durable ? [] : ['--no-sync'])];
  const command = commandAs(user, initdb, args, [options.dataDir]);
  try {
    await promisify(execFile)(command.program, command.args, { ...command.ids, env: environment(), signal });
  } catch (cause) {
    rmSync(options.dataDir, { recursive: true, force: true });
    signal?.throwIfAborted();
    throw new Problem(`PostgreSQL could not be initialised in ${options.dataDir}: ${describe(cause)}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function launch(options: PostgresOptions, user: UnprivilegedUser | null): Promise<ChildProcess> {
  const { postgres } = await findPostgresBinaries();
  const args = ['-D', options.dataDir, '-p', String(options.port), ...settings(options)];
  const command = commandAs(user, postgres, args, [options.dataDir]);
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const stdio: ['ignore', number, number] = ['ignore', log, log];
    return spawn(command.program, command.args, { ...command.ids, stdio, detached: true, env: environment() });
  } finally {
    closeSync(log);
  }
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
