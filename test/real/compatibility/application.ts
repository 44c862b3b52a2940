import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfSigned } from '../../../agents/node/test/certificate.ts';
import { COLUMNS } from './cells.ts';
import type { Dependency } from './dependencies.ts';

/** One way of running an application. */
export interface Combination {
  readonly node: 20 | 22 | 24;
  readonly modules: 'ESM' | 'CommonJS';
  readonly openTelemetry: 'absent' | 'before' | 'after';
}

export interface Counts {
  readonly calls: readonly { readonly callGroup: string; readonly failed: boolean; readonly context: object | null }[];
  readonly outcomes: readonly (number | string)[];
  readonly reasons: readonly string[];
  readonly applied: number;
  readonly skipped: number;
  readonly inFlight: number;
}

export interface Application {
  readonly ports: Readonly<Record<string, number>>;
  readonly clients: readonly string[];
  readonly member: string;
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);
const appFile = (name: string): string => fileURLToPath(new URL(`app/${name}`, import.meta.url));

/** Node 24 is the workspace's own. */
const nodeBinary = (version: Combination['node']): string =>
  version === 24
    ? fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url))
    : path.join(path.dirname(require.resolve(`node${version}/package.json`)), 'bin/node');

/** Starts the application under `agentFile`; `dependencies` are by the column they are for. */
export async function startApplication(
  combination: Combination,
  agentFile: string,
  dependencies: ReadonlyMap<string, Dependency>,
): Promise<Application> {
  const suffix = combination.modules === 'ESM' ? 'mjs' : 'cjs';
  const preloads = {
    absent: [agentFile],
    before: [appFile(`otel.${suffix}`), agentFile],
    after: [agentFile, appFile(`otel.${suffix}`)],
  };
  const args = [
    '--disable-warning=ExperimentalWarning',
    ...preloads[combination.openTelemetry].flatMap((file) => ['--import', file]),
    appFile(`app.${suffix}`),
  ];
  const child = spawn(nodeBinary(combination.node), args, {
    env: {
      PATH: process.env.PATH ?? '',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      TEST_DEPENDENCIES: mapped(dependencies),
      CELLS: JSON.stringify({ tls: selfSigned, faults: faults() }),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const started = (await told(child, () => stderr)) as Pick<Application, 'ports' | 'clients' | 'member'>;
  return {
    ...started,
    counts: async () => {
      const answer = told(child, () => stderr) as Promise<{ counts: Counts }>;
      child.send('counts');
      return (await answer).counts;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

function told(child: ChildProcess, stderr: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the application ended with ${code}: ${stderr()}`));
    child.once('close', ended);
    child.once('message', (message) => {
      child.off('close', ended);
      resolve(message);
    });
  });
}

function mapped(dependencies: ReadonlyMap<string, Dependency>): string {
  const known = COLUMNS.filter(({ foreign }) => !foreign);
  const entries = known.flatMap(({ name }) =>
    (dependencies.get(name)?.addresses ?? []).map((address) => `${dependencyName(name)}=${address}`),
  );
  return entries.join(',');
}

export const dependencyName = (column: string): string => column.replace(' ', '-');

function faults(): Record<string, unknown> {
  return Object.fromEntries(
    COLUMNS.flatMap(({ name, fault }) => (fault ? [[`api>http:${dependencyName(name)}`, fault]] : [])),
  );
}
