import type { Agent } from '@hormesis/link/agent.ts';
import type { RequestScopes } from './context/request-scope.ts';
import type { DependencyMap } from './dependency-map.ts';

/** What every hook works with: the agent that decides, the fleet it knows, and the request a call belongs to. */
export interface Plane {
  readonly agent: Agent;
  readonly dependencies: DependencyMap;
  readonly scopes: RequestScopes;
}

/** On `globalThis`, because an application may load this package as ESM and as CommonJS in one process. */
const KEY = Symbol.for('@hormesis/node/plane');

interface Holder {
  [KEY]?: Plane;
}

/** The plane of this thread; undefined while the agent is off. */
export function currentPlane(): Plane | undefined {
  return (globalThis as Holder)[KEY];
}

export function setCurrentPlane(plane: Plane): void {
  (globalThis as Holder)[KEY] = plane;
}
