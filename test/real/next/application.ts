import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../harness/free-port.ts';
import { agentArguments, agentEnvironment, type ServiceOptions } from '../../harness/service.ts';
import { launch, type Spawned } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';

const SOURCE = fileURLToPath(new URL('app', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const NODE = path.join(ROOT, 'node_modules/node/bin/node');

export interface Application {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Installs and builds the application far from this workspace. It is no part of it: Next.js is 340 MB, which nobody
 * should have to install who only wants to run Hormesis.
 */
export async function buildApplication(): Promise<Application> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'hormesis-next-')));
  await cp(SOURCE, folder, { recursive: true });
  const { packageManager } = (await import('../../../package.json', { with: { type: 'json' } })).default;
  await run(folder, 'npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--prefer-offline']);
  await run(folder, NODE, [nextOf(folder), 'build']);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** `node --import @hormesis/node/register node_modules/next/dist/bin/next start`, as the service `shop`. */
export async function startNext(
  { folder }: Application,
  options: Pick<ServiceOptions, 'controlPlane' | 'dependencies'>,
  env: Readonly<Record<string, string>>,
): Promise<Omit<Spawned, 'ready'> & { readonly url: string }> {
  const port = await freePort();
  const started = launch({
    entry: nextOf(folder),
    args: ['start', '--port', String(port), '--hostname', '127.0.0.1'],
    node: NODE,
    nodeArgs: agentArguments,
    env: { ...agentEnvironment({ name: 'shop', ...options }), ...ENVIRONMENT, ...env },
    cwd: folder,
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await until('Next.js to answer', async () => (await fetch(url)).status === 404, 60_000);
  } catch (error) {
    await started.kill9();
    throw new Error(started.output(), { cause: error });
  }
  return { ...started, url };
}

const ENVIRONMENT = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
const nextOf = (folder: string): string => path.join(folder, 'node_modules/next/dist/bin/next');

function run(cwd: string, program: string, args: readonly string[]): Promise<void> {
  // The rest of the environment stays: it tells how to reach the registry. What vitest sets would make a development build.
  const env = { ...process.env, ...ENVIRONMENT };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { cwd, env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}:\n${stdout}${stderr}`));
      else resolve();
    });
  });
}
