import { readFileSync } from 'node:fs';
import { repositoryFile } from './service.ts';
import { type Spawned, type SpawnOptions, spawnNode } from './spawned.ts';

interface FleetService {
  readonly name: string;
  readonly entry: string;
  readonly dependencies: readonly { readonly name: string; readonly urlEnv: string }[];
}
interface FleetFile {
  readonly prepare: { readonly entry: string };
  readonly services: readonly FleetService[];
  readonly generator: { readonly entry: string };
}

export interface DemoFleetOptions {
  readonly databaseUrl: string;
  /** Added to the environment of every process: `DEMO_FAILURE_PPM: '0'` takes the natural failures away. */
  readonly env?: Readonly<Record<string, string>>;
  /** Starts a service in another way, for instance with the agent inside. */
  readonly start?: (service: StartedBy) => Promise<Spawned>;
}

export interface StartedBy extends SpawnOptions {
  readonly name: string;
  /** Dependency → `host:port`. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface DemoFleet {
  readonly services: ReadonlyMap<string, Spawned>;
  /** `http://127.0.0.1:PORT` of a service. */
  url(service: string): string;
  stop(): Promise<void>;
}

export const demoFleetFile: FleetFile = JSON.parse(readFileSync(repositoryFile('demo/fleet.json'), 'utf8'));

export function demoEntry(relativePath: string): string {
  return repositoryFile(`demo/${relativePath}`);
}

/** Makes and fills the demo's store; ends by itself. */
export async function prepareDemoStore(databaseUrl: string): Promise<void> {
  const migrator = await spawnNode({
    entry: demoEntry(demoFleetFile.prepare.entry),
    env: { DEMO_DATABASE_URL: databaseUrl },
  });
  await migrator.exited;
}

/** One instance of each service as a real process on a free port, each started after those it depends on. */
export async function startDemoFleet(options: DemoFleetOptions): Promise<DemoFleet> {
  await prepareDemoStore(options.databaseUrl);
  const services = new Map<string, Spawned>();
  const address = (name: string) => `127.0.0.1:${services.get(name)?.ready.port}`;
  const stop = async () => {
    await Promise.all([...services.values()].map((service) => service.stop()));
  };
  const start = async (service: FleetService) => {
    const urls = service.dependencies.map(({ name, urlEnv }) => [urlEnv, `http://${address(name)}`]);
    const spawned = await (options.start ?? spawnNode)({
      name: service.name,
      entry: demoEntry(service.entry),
      env: { PORT: '0', DEMO_DATABASE_URL: options.databaseUrl, ...Object.fromEntries(urls), ...options.env },
      dependencies: Object.fromEntries(service.dependencies.map(({ name }) => [name, address(name)])),
    });
    services.set(service.name, spawned);
  };
  const pending = new Set(demoFleetFile.services);
  try {
    while (pending.size > 0) {
      const next = [...pending].filter((service) => service.dependencies.every(({ name }) => services.has(name)));
      for (const service of next) pending.delete(service);
      if (next.length === 0) throw new Error('the services of fleet.json depend on each other in a circle');
      const outcomes = await Promise.allSettled(next.map(start));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { services, url: (service) => `http://${address(service)}`, stop };
}
