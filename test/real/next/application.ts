import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../harness/free-port.ts';
import { agentArguments, agentEnvironment, type ServiceOptions } from '../../harness/service.ts';
import { launch, type Spawned } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';
import { type ForeignProject, finish, installProject } from '../foreign-project.ts';

const SOURCE = fileURLToPath(new URL('app', import.meta.url));
const NODE = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));

/** Installs and builds the application far from this workspace. */
export async function buildApplication(): Promise<ForeignProject> {
  const application = await installProject(SOURCE);
  await finish(application.folder, NODE, [nextOf(application.folder), 'build'], ENVIRONMENT);
  return application;
}

/** `node --import @hormesis/node/register node_modules/next/dist/bin/next start`, as the service `shop`. */
export async function startNext(
  { folder }: ForeignProject,
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

/** What vitest sets would make a development build. */
const ENVIRONMENT = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
const nextOf = (folder: string): string => path.join(folder, 'node_modules/next/dist/bin/next');
