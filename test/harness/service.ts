import { fileURLToPath } from 'node:url';
import { type Spawned, type SpawnOptions, spawnNode } from './spawned.ts';

export interface ServiceOptions extends SpawnOptions {
  /** Name of the service towards the control plane. */
  readonly name: string;
  readonly controlPlane: { readonly url: string; readonly agentToken: string };
  /** Call group dependency → `host:port`; these hosts are the fleet. */
  readonly dependencies?: Readonly<Record<string, string>>;
}

const REGISTER = new URL('../../agents/node/src/register.ts', import.meta.url).href;
/** Puts the Node agent into a process, as `node --import @hormesis/node/register` would. */
export const agentArguments: readonly string[] = ['--import', REGISTER];

/** What an operator sets for a service. */
export function agentEnvironment(
  options: Pick<ServiceOptions, 'name' | 'controlPlane' | 'dependencies'>,
): Record<string, string> {
  const dependencies = Object.entries(options.dependencies ?? {}).map(([name, address]) => `${name}=${address}`);
  return {
    HORMESIS_URL: options.controlPlane.url,
    HORMESIS_AGENT_TOKEN: options.controlPlane.agentToken,
    HORMESIS_SERVICE: options.name,
    HORMESIS_DEPENDENCIES: dependencies.join(','),
  };
}

/** Starts a process with the Node agent inside. */
export function startService(options: ServiceOptions): Promise<Spawned> {
  return spawnNode({
    ...options,
    nodeArgs: [...agentArguments, ...(options.nodeArgs ?? [])],
    env: { ...agentEnvironment(options), ...options.env },
  });
}

/** Absolute path of a file of the repository, for instance an entry of the demo. */
export function repositoryFile(relativePath: string): string {
  return fileURLToPath(new URL(`../../${relativePath}`, import.meta.url));
}
