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
  /** At least one. */
  readonly instances: readonly FleetInstance[];
}

/** One process of a service, and where it says it is. */
export interface FleetInstance {
  readonly region: string;
  readonly zone: string;
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

interface Located extends FleetInstance {
  readonly address: string;
}

/** Turns the fleet's description into processes with their arguments and environment. */
export function planFleet(fleet: Fleet, place: FleetPlace): FleetPlan {
  const located = new Map(fleet.services.map((service) => [service.name, locate(service, place)]));
  const common = (process: FleetProcess, near: FleetInstance | null) => ({
    ...(process.needsDatabase ? { [fleet.databaseEnv]: place.databaseUrl } : {}),
    ...Object.fromEntries(
      process.dependencies.map(({ name, urlEnv }) => [
        urlEnv,
        addressesOf(name, located, near)
          .map((address) => `http://${address}`)
          .join(','),
      ]),
    ),
    ...process.env,
  });
  const processesOf = (service: FleetService): ChildSpec[] =>
    (located.get(service.name) ?? []).map((instance) => ({
      name: processName(service, instance),
      entry: path.join(place.folder, service.entry),
      nodeArgs: service.agent ? ['--import', place.agentEntry] : [],
      env: {
        ...common(service, instance),
        [fleet.portEnv]: instance.address.split(':')[1] ?? '',
        DEMO_REGION: instance.region,
        DEMO_ZONE: instance.zone,
        ...(service.agent ? agentEnv(service, place, instance, located) : {}),
      },
    }));
  const entries = addressesOf(fleet.generator.dependencies[0]?.name ?? '', located, null);
  return {
    prepare: {
      name: 'demo-store',
      entry: path.join(place.folder, fleet.prepare.entry),
      nodeArgs: [],
      env: { [fleet.databaseEnv]: place.databaseUrl },
    },
    services: fleet.services.flatMap(processesOf),
    generator: {
      name: 'generator',
      entry: path.join(place.folder, fleet.generator.entry),
      nodeArgs: [],
      env: common(fleet.generator, null),
    },
    entryUrl: `http://${entries[0]}`,
  };
}

/** `ratings` for the only process of a service, `api-south-a` for one of several. */
export function processName({ name, instances }: FleetService, { zone }: FleetInstance): string {
  return instances.length === 1 ? name : `${name}-${zone}`;
}

/** What listens on the ports after the control plane's, in their order. */
export function portUses(fleet: Fleet): string[] {
  const uses = fleet.services.flatMap((service) =>
    service.instances.map((instance) => ({ ...instance, name: processName(service, instance) })),
  );
  return uses.sort((a, b) => a.portOffset - b.portOffset).map(({ name }) => name);
}

/** Where the demo's processes say they are. */
export function regionsOf(fleet: Fleet): string[] {
  return [...new Set(fleet.services.flatMap(({ instances }) => instances.map(({ region }) => region)))];
}

/** How many agents will connect. */
export function agentCount(fleet: Fleet): number {
  return fleet.services.reduce((sum, service) => sum + (service.agent ? service.instances.length : 0), 0);
}

function agentEnv(
  service: FleetService,
  place: FleetPlace,
  { region, zone, address }: Located,
  located: ReadonlyMap<string, readonly Located[]>,
) {
  const dependencies = service.dependencies.flatMap(({ name }) =>
    addressesOf(name, located, null).map((each) => `${name}=${each}`),
  );
  return {
    HORMESIS_URL: place.controlPlaneUrl,
    HORMESIS_AGENT_TOKEN: place.agentToken,
    HORMESIS_SERVICE: service.name,
    HORMESIS_VERSION: 'demo',
    HORMESIS_REGION: region,
    HORMESIS_ZONE: zone,
    HORMESIS_ADDRESSES: address,
    HORMESIS_DEPENDENCIES: dependencies.join(','),
  };
}

function locate(service: FleetService, place: FleetPlace): Located[] {
  return service.instances.map((instance) => {
    const port = place.ports[instance.portOffset - 1];
    if (port === undefined) throw new Error(`no port for the demo's ${service.name} (offset ${instance.portOffset})`);
    return { ...instance, address: `127.0.0.1:${port}` };
  });
}

/** Where a service is, the nearest first: same zone, same region, the rest as the file has them. */
function addressesOf(
  name: string,
  located: ReadonlyMap<string, readonly Located[]>,
  near: FleetInstance | null,
): string[] {
  const instances = located.get(name);
  if (instances === undefined) throw new Error(`the demo has no service ${JSON.stringify(name)}`);
  const distance = ({ zone, region }: FleetInstance) => (zone === near?.zone ? 0 : region === near?.region ? 1 : 2);
  return [...instances].sort((a, b) => distance(a) - distance(b)).map(({ address }) => address);
}
