import path from 'node:path';
import type { ChildSpec } from './child.ts';
import type { Settings } from './settings.ts';

export interface ControlPlanePlace {
  readonly repository: string;
  readonly port: number;
  readonly databaseUrl: string;
  /** Of the demo's agents. Null without them: setting one would revoke that of a demo on the same database. */
  readonly agentToken: string | null;
  /** Of the demo's processes, which it may kill through us; empty: there are none. */
  readonly demoRegions: readonly string[];
}

/** The control plane as a child: `server/src/app/main.ts` with everything it is told through its environment. */
export function controlPlaneSpec(settings: Settings, place: ControlPlanePlace): ChildSpec {
  return {
    name: 'control-plane',
    entry: path.join(place.repository, 'server/src/app/main.ts'),
    nodeArgs: [],
    env: {
      HORMESIS_HOST: settings.host,
      HORMESIS_PORT: String(place.port),
      DATABASE_URL: place.databaseUrl,
      HORMESIS_SCENARIOS: path.join(place.repository, 'scenarios'),
      HORMESIS_WEB: path.join(place.repository, 'web/dist'),
      ...(place.demoRegions.length === 0 ? {} : { HORMESIS_DEMO_FLEET: place.demoRegions.join(',') }),
      ...(place.agentToken === null ? {} : { HORMESIS_AGENT_TOKEN: place.agentToken }),
      ...(settings.adminToken === null ? {} : { HORMESIS_ADMIN_TOKEN: settings.adminToken }),
    },
  };
}

/** Where processes of this machine reach what listens on `host`. */
export function localUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
