import path from 'node:path';
import type { ChildSpec } from './child.ts';

/** `demo/fleet.json`: what the demo consists of. Entries are relative to the file. */
export interface Fleet {
  readonly databaseEnv: string;
  readonly portEnv: string;
  readonly prepare: { readonly entry: string };
  readonly services: readonly FleetService[];
  readonly generator: FleetProcess;
}

export interface FleetProcess {
  readonly entry: string;
  readonly agent: boolean;
  readonly needsDatabase: boolean;
  readonly dependencies: readonly { readonly name: string; readonly urlEnv: string }[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface FleetService extends FleetProcess {
  readonly name: string;
  /** From 1: the place of its port after the control plane's. */
  readonly portOffset: number;
}

/** What the demo is started with. */
export interface FleetPlace {
  /** Folder of `fleet.json`. */
  readonly folder: string;
  /** `ports[portOffset - 1]`. */
  readonly ports: readonly number[];
  readonly controlPlaneUrl: string;
  readonly agentToken: string;
  readonly databaseUrl: string;
  /** What Node imports first to load the agent. */
  readonly agentEntry: string;
}

export interface FleetPlan {
  readonly prepare: ChildSpec;
  readonly services: readonly ChildSpec[];
  readonly generator: ChildSpec;
  /** Where a person can press play. */
  readonly entryUrl: string;
}

/** Turns the fleet's description into processes with their arguments and environment. */
export function planFleet(fleet: Fleet, place: FleetPlace): FleetPlan {
  const addresses = new Map(fleet.services.map((service) => [service.name, `127.0.0.1:${portOf(service, place)}`]));
  const common = (process: FleetProcess) => ({
    ...(process.needsDatabase ? { [fleet.databaseEnv]: place.databaseUrl } : {}),
    ...Object.fromEntries(
      process.dependencies.map((each) => [each.urlEnv, `http://${addressFor(each.name, addresses)}`]),
    ),
    ...process.env,
  });
  const service = (each: FleetService): ChildSpec => ({
    name: each.name,
    entry: path.join(place.folder, each.entry),
    nodeArgs: each.agent ? ['--import', place.agentEntry] : [],
    env: {
      ...common(each),
      [fleet.portEnv]: String(portOf(each, place)),
      ...(each.agent ? agentEnv(each, place, addresses) : {}),
    },
  });
  return {
    prepare: {
      name: 'demo-store',
      entry: path.join(place.folder, fleet.prepare.entry),
      nodeArgs: [],
      env: { [fleet.databaseEnv]: place.databaseUrl },
    },
    services: fleet.services.map(service),
    generator: {
      name: 'generator',
      entry: path.join(place.folder, fleet.generator.entry),
      nodeArgs: [],
      env: common(fleet.generator),
    },
    entryUrl: `http://${addressFor(fleet.generator.dependencies[0]?.name ?? '', addresses)}`,
  };
}

/** How many agents will connect. */
export function agentCount(fleet: Fleet): number {
  return fleet.services.filter((service) => service.agent).length;
}

function agentEnv(service: FleetService, place: FleetPlace, addresses: ReadonlyMap<string, string>) {
  const dependencies = service.dependencies.map(({ name }) => `${name}=${addressFor(name, addresses)}`);
  return {
    HORMESIS_URL: place.controlPlaneUrl,
    HORMESIS_AGENT_TOKEN: place.agentToken,
    HORMESIS_SERVICE: service.name,
    HORMESIS_VERSION: 'demo',
    HORMESIS_DEPENDENCIES: dependencies.join(','),
  };
}

function portOf(service: FleetService, place: FleetPlace): number {
  const port = place.ports[service.portOffset - 1];
  if (port === undefined) throw new Error(`no port for the demo's ${service.name} (offset ${service.portOffset})`);
  return port;
}

function addressFor(name: string, addresses: ReadonlyMap<string, string>): string {
  const address = addresses.get(name);
  if (address === undefined) throw new Error(`the demo has no service ${JSON.stringify(name)}`);
  return address;
}
