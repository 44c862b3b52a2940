import type { ServicePlace, Topology } from '@hormesis/contract/topology.ts';
import { callGroupParts } from '../../../lib/call-group-parts.ts';

/** A service; or a dependency that has no agent, of which only the calls to it are known. */
export type MapNode =
  | { id: string; kind: 'service'; name: string; instances: number; places: readonly ServicePlace[] }
  | { id: string; kind: 'dependency'; name: string; protocol: string };

/** All calls of one service to one dependency: `api>http:ratings`, with the operations that are told apart. */
export type MapEdge = {
  id: string;
  source: string;
  target: string;
  protocol: string;
  /** Names as agents report them, the one without an operation first. */
  callGroups: readonly string[];
};

/** What is drawn, without any figure that changes while one looks. */
export type MapGraph = { nodes: ReadonlyMap<string, MapNode>; edges: ReadonlyMap<string, MapEdge> };

/** Services and call groups as nodes and edges. */
export function graphOf(topology: Drawn): MapGraph {
  const nodes = new Map<string, MapNode>();
  const edges = new Map<string, MapEdge & { callGroups: string[] }>();
  for (const { service, instances, places } of topology.services)
    nodes.set(service, { id: service, kind: 'service', name: service, instances, places });
  const calls = topology.callGroups.flatMap(({ callGroup }) => {
    const parts = callGroupParts(callGroup);
    return parts ? [{ callGroup, ...parts }] : [];
  });
  // A caller whose agents are all gone is a service still: its calls were reported.
  for (const { caller } of calls)
    if (!nodes.has(caller)) nodes.set(caller, { id: caller, kind: 'service', name: caller, instances: 0, places: [] });
  for (const { callGroup, caller, kind: protocol, dependency } of calls) {
    const target = targetOf(nodes, protocol, dependency);
    if (!nodes.has(target)) nodes.set(target, { id: target, kind: 'dependency', name: dependency, protocol });
    const id = `${caller}>${protocol}:${dependency}`;
    const edge = edges.get(id) ?? { id, source: caller, target, protocol, callGroups: [] };
    edge.callGroups.push(callGroup);
    edges.set(id, edge);
  }
  for (const edge of edges.values()) edge.callGroups.sort();
  return { nodes, edges };
}

function targetOf(nodes: ReadonlyMap<string, MapNode>, protocol: string, dependency: string): string {
  return protocol === 'http' && nodes.get(dependency)?.kind === 'service' ? dependency : `${protocol}:${dependency}`;
}

/** Whether two snapshots make the same graph: the same services at the same places, and the same call groups. */
export function drawnAlike(a: Drawn, b: Drawn): boolean {
  return (
    a.services.length === b.services.length &&
    a.callGroups.length === b.callGroups.length &&
    a.callGroups.every(({ callGroup }, n) => callGroup === b.callGroups[n]?.callGroup) &&
    a.services.every((service, n) => sameService(service, b.services[n]))
  );
}

type Drawn = Pick<Topology, 'services' | 'callGroups'>;
type Service = Topology['services'][number];

function sameService(a: Service, b: Service | undefined): boolean {
  if (a.service !== b?.service || a.instances !== b.instances || a.places.length !== b.places.length) return false;
  return a.places.every((place, n) => {
    const other = b.places[n];
    return place.region === other?.region && place.zone === other.zone && place.instances === other.instances;
  });
}

/** `eu-west-1a 2, eu-west-1b 1`, or nothing when the agents tell no zone. */
export function placeWords(places: readonly ServicePlace[]): string {
  return places
    .filter(({ region, zone }) => region !== null || zone !== null)
    .map(({ region, zone, instances }) => `${[region, zone].filter(Boolean).join(' / ')} ${instances}`)
    .join(', ');
}
