import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPostmaster } from '@hormesis/supervisor/postmaster.ts';
import { isAlive, type ProcessIdentity } from '@hormesis/supervisor/process-identity.ts';
import { repositoryFile } from './service.ts';
import { type Exit, launch, type Spawned, spawnNode } from './spawned.ts';

/** A data directory of its own for one test, and `npm start` on it with free ports. */
export interface Installation {
  readonly dataDir: string;
  /** Starts the supervisor and waits for the sign-in link; `ready` holds its address. */
  start(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Spawned>;
  /** Starts it and waits for its end: for starts that are refused. */
  refuse(env?: Readonly<Record<string, string>>): Promise<{ exit: Exit; output: string }>;
  /** Starts it and waits for nothing. */
  begin(): Omit<Spawned, 'ready'>;
  /** What the supervisor recorded as its children. */
  children(): (ProcessIdentity & { name: string })[];
  /** Names of what still runs of this installation, PostgreSQL included. */
  running(): string[];
  remove(): void;
}

const MAIN = repositoryFile('supervisor/src/main.ts');

export function newInstallation(): Installation {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hormesis-installation-'));
  let known: (ProcessIdentity & { name: string })[] = [];
  const environment = (env?: Readonly<Record<string, string>>) => ({
    HORMESIS_PORT: '0',
    HORMESIS_DATA: dataDir,
    ...env,
  });
  const children = () => {
    const now: typeof known = JSON.parse(readFileSync(path.join(dataDir, 'children.json'), 'utf8'));
    known = [...known, ...now];
    return now;
  };
  return {
    dataDir,
    children,
    async start(args = ['--no-demo'], env) {
      const supervisor = await spawnNode({ entry: MAIN, args, env: environment(env), readyTimeoutMs: 120_000 });
      children();
      return supervisor;
    },
    async refuse(env) {
      const supervisor = launch({ entry: MAIN, args: ['--no-demo'], env: environment(env) });
      const exit = await supervisor.exited;
      return { exit, output: supervisor.output() };
    },
    begin: () => launch({ entry: MAIN, args: ['--no-demo'], env: environment() }),
    running() {
      const names = known.filter(isAlive).map((each) => each.name);
      return findPostmaster(path.join(dataDir, 'postgres')) === null ? names : [...names, 'postgres'];
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}
