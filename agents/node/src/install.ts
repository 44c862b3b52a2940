import type { Agent } from '@hormesis/link/agent.ts';
import { RequestScopes } from './context/request-scope.ts';
import { type DependencyEntry, DependencyMap } from './dependency-map.ts';
import { hookCockatiel } from './hooks/cockatiel.ts';
import { hookHttpClient } from './hooks/http-client.ts';
import { hookHttpServer } from './hooks/http-server.ts';
import { hookHttp2Client } from './hooks/http2-client.ts';
import { hookHttp2Server } from './hooks/http2-server.ts';
import { hookOpossum } from './hooks/opossum.ts';
import { hookUndici } from './hooks/undici.ts';
import { currentPlane, type Plane, setCurrentPlane } from './plane.ts';

/** Kinds of calls that leave this process unseen; the control plane refuses their call groups instead of pretending. */
export const UNSUPPORTED: readonly string[] = ['grpc', 'redis', 'memcached', 'sql', 'mongodb'];

/** What the hooks need to know about the fleet. */
export interface FleetConfig {
  readonly url: string;
  readonly dependencies: readonly DependencyEntry[];
  readonly fleetSuffixes: readonly string[];
}

/** Everything we hook, servers first. Adding a hook is one file and one line here. */
const hooks: readonly ((plane: Plane) => void)[] = [
  hookHttpServer,
  hookHttp2Server,
  hookHttpClient,
  hookHttp2Client,
  hookUndici,
  hookOpossum,
  hookCockatiel,
];

/** Hooks this thread, once. Patching later would miss whoever has captured a function before. */
export function install(agent: Agent, fleet: FleetConfig): Plane {
  const existing = currentPlane();
  if (existing !== undefined) return existing;
  const plane: Plane = {
    agent,
    dependencies: new DependencyMap(
      fleet.dependencies,
      fleet.fleetSuffixes,
      (dependency) => agent.callGroup('http', dependency),
      addressesOf(fleet.url),
    ),
    scopes: new RequestScopes(),
  };
  for (const hook of hooks) hook(plane);
  setCurrentPlane(plane);
  return plane;
}

/** `host:port` of each replica of the control plane. */
function addressesOf(urls: string): string[] {
  return urls.split(',').map((url) => {
    const { hostname, port, protocol } = new URL(url.trim());
    return `${hostname.replace(/^\[|\]$/g, '')}:${port || (protocol === 'https:' ? 443 : 80)}`;
  });
}
