import { type House, openHouse } from '../../harness/house.ts';
import { repositoryFile, startService } from '../../harness/service.ts';
import type { Spawned } from '../../harness/spawned.ts';
import type { Probed } from './probe.ts';

/** A control plane and gateway → api → neighbours under the agent, each process with the probe inside. */
export interface SoakFleet {
  readonly house: House;
  readonly gatewayUrl: string;
  /** Of the control plane and each service. */
  readonly processes: Readonly<Record<string, Spawned>>;
}

export const AGENTS = 3;
/** Dependency of the api → port of the neighbours. */
export const NEIGHBOURS = ['plain', 'fetched', 'pooled', 'streams', 'broken', 'guarded'] as const;

const AGENT_CLASSES = ['standing#Standing', 'session#Session', 'sums#Sums', 'entry#Entry', 'kpis#Kpis'];
const CONTROL_PLANE_CLASSES = [
  'platform/links#Links',
  'features/halt/halt#Halt',
  'features/access/access#Access',
  'features/access/held-open#HeldOpen',
  'features/rules/live#Live',
  'features/rules/rules#Rules',
  'features/rules/signing#Signer',
  'features/overview/stream-hub#StreamHub',
  'features/fleet/link-server#LinkServer',
  'features/observations/intake#Intake',
  'features/experiments/control-loop#ControlLoop',
];

const probing = ['--expose-gc', '--import', new URL('probe.ts', import.meta.url).href];
const classes = (home: string, named: readonly string[]) => ({
  SOAK_CLASSES: named.map((each) => `${home}/${each.replace('#', '.ts#')}`).join(','),
});

export function openProbedHouse(): Promise<House> {
  const env = { HORMESIS_LOG_LEVEL: 'warn', ...classes('@hormesis/server', CONTROL_PLANE_CLASSES) };
  return openHouse({ nodeArgs: probing, env });
}

export async function startFleet(house: House): Promise<SoakFleet> {
  const start = async (name: string, dependencies: Record<string, string>, env: Record<string, string> = {}) =>
    house.keep(
      await startService({
        name,
        controlPlane: house.controlPlane,
        dependencies,
        entry: repositoryFile(`test/long/soak/services/${name}.ts`),
        nodeArgs: probing,
        env: { ...env, ...classes('@hormesis/link', AGENT_CLASSES) },
      }),
    );
  const neighbours = await start('neighbours', {});
  const ports = neighbours.ready.ports as Record<string, number>;
  const addresses = Object.fromEntries(NEIGHBOURS.map((each) => [each, `127.0.0.1:${ports[each]}`]));
  const named = NEIGHBOURS.map((each) => [`${each.toUpperCase()}_ADDRESS`, addresses[each] ?? '']);
  const api = await start('api', addresses, Object.fromEntries(named));
  const apiAddress = `127.0.0.1:${api.ready.port}`;
  const gateway = await start('gateway', { api: apiAddress }, { API_URL: `http://${apiAddress}` });
  await house.agentsConnected(AGENTS);
  return {
    house,
    gatewayUrl: `http://127.0.0.1:${gateway.ready.port}`,
    processes: { 'control plane': house.controlPlane, gateway, api, neighbours },
  };
}

/** What lives in a process at this moment. */
export function probe({ process }: Spawned): Promise<Probed> {
  return new Promise((resolve, reject) => {
    process.on('message', function heard(message: { type?: string; probed?: Probed; problem?: string }) {
      if (message.type !== 'probed') return;
      process.off('message', heard);
      if (message.probed) resolve(message.probed);
      else reject(new Error(message.problem));
    });
    process.send('probe');
  });
}
