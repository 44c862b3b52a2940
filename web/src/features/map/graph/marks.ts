import type { Role } from '@hormesis/contract/call-group.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { callGroupParts, callGroupsOverlap } from '../../../lib/call-group-parts.ts';
import { formatCount } from '../../../lib/format-number.ts';
import type { MapEdge, MapGraph } from './map-graph.ts';

/** What lies over a node or an edge: the chosen path, the chosen experiment, and what is chosen to be read. */
export type Mark = {
  /** Not on the chosen path: drawn faintly. */
  aside: boolean;
  /** On the chosen path: of an edge its role, of a node that of all calls to it. */
  role: Role | null;
  /** The chosen path begins here. */
  entry: boolean;
  /** Touched by the chosen experiment: drawn as a filling, with how often a fault was applied. */
  observed: string | null;
  /** Expected to be touched by it: drawn as an outline. */
  predicted: boolean;
  chosen: boolean;
};

/** Who and what an experiment is expected to touch; null while nothing predicts it. */
export type Predicted = { services: readonly string[]; callGroups: readonly string[] } | null;

/** As much of an experiment as is laid over the map. */
export type Overlay = {
  observed: Pick<ExperimentView['blastRadius'], 'services' | 'callGroups'>;
  flows: readonly Pick<ExperimentView['flows'][number], 'callGroup' | 'injected'>[];
  predicted: Predicted;
};

/**
 * The role of an edge's calls on a path; null when the path's allowlist names none of them. Essential as soon as one of
 * its operations is, as the server has it.
 */
export function roleOnPath(path: Pick<CriticalPath, 'allowlist'>, { id, callGroups }: MapEdge): Role | null {
  const all = [id, ...callGroups].flatMap((each) => callGroupParts(each) ?? []);
  const named = path.allowlist.filter(({ callGroup }) => {
    const allowed = callGroupParts(callGroup);
    return allowed !== null && all.some((each) => callGroupsOverlap(allowed, each));
  });
  if (named.length === 0) return null;
  return named.some(({ role }) => role === 'essential') ? 'essential' : 'degradable';
}

/** The services at which a path begins. */
export function entriesOf(path: Pick<CriticalPath, 'entries'>): string[] {
  return [...new Set(path.entries.filter(({ inner }) => !inner).map(({ service }) => service))];
}

/** The marks of everything on the map, by id. */
export function marksOf(
  graph: MapGraph,
  path: CriticalPath | null,
  overlay: Overlay | null,
  chosen: string | null,
): Map<string, Mark> {
  const onPath = path ? partsOnPath(graph, path) : null;
  const touched = touchedBy(graph, overlay);
  const entries = path ? new Set(entriesOf(path)) : new Set<string>();
  const marks = new Map<string, Mark>();
  for (const id of [...graph.nodes.keys(), ...graph.edges.keys()]) {
    const isTouched = touched.observed.has(id) || touched.predicted.has(id);
    marks.set(id, {
      aside: onPath !== null && !onPath.has(id) && !isTouched,
      role: onPath?.get(id) ?? null,
      entry: entries.has(id),
      observed: touched.observed.get(id) ?? null,
      predicted: touched.predicted.has(id),
      chosen: id === chosen,
    });
  }
  return marks;
}

/** The nodes of a path, to be brought into view. */
export function nodesOnPath(graph: MapGraph, path: CriticalPath): string[] {
  const parts = partsOnPath(graph, path);
  return [...graph.nodes.keys()].filter((id) => parts.has(id));
}

export function sameMark(a: Mark, b: Mark): boolean {
  return (
    a.aside === b.aside &&
    a.role === b.role &&
    a.entry === b.entry &&
    a.observed === b.observed &&
    a.predicted === b.predicted &&
    a.chosen === b.chosen
  );
}

/** Nodes and edges of a path with their role. A node that is called in both roles is essential. */
function partsOnPath(graph: MapGraph, path: CriticalPath): Map<string, Role | null> {
  const parts = new Map<string, Role | null>(entriesOf(path).map((service) => [service, null]));
  for (const edge of graph.edges.values()) {
    const role = roleOnPath(path, edge);
    if (!role) continue;
    parts.set(edge.id, role);
    if (!parts.has(edge.source)) parts.set(edge.source, null);
    if (parts.get(edge.target) !== 'essential') parts.set(edge.target, role);
  }
  return parts;
}

function touchedBy(graph: MapGraph, overlay: Overlay | null) {
  const observed = new Map<string, string>();
  const predicted = new Set<string>();
  if (!overlay) return { observed, predicted };
  const injected = new Map<string, number>();
  for (const flow of overlay.flows) {
    const id = edgeOf(flow.callGroup);
    if (id && flow.injected > 0) injected.set(id, (injected.get(id) ?? 0) + flow.injected);
  }
  for (const [id, count] of injected) observed.set(id, `${formatCount(count)} injected`);
  for (const service of overlay.observed.services) observed.set(service, 'touched');
  // What is called but has no agent is touched when the calls to it were failed.
  for (const id of injected.keys()) {
    const target = graph.edges.get(id)?.target;
    if (target && !observed.has(target)) observed.set(target, 'touched');
  }
  for (const callGroup of overlay.predicted?.callGroups ?? []) {
    const id = edgeOf(callGroup);
    if (id) predicted.add(id);
  }
  for (const service of overlay.predicted?.services ?? []) predicted.add(service);
  return { observed, predicted };
}

function edgeOf(callGroup: string): string | null {
  const parts = callGroupParts(callGroup);
  return parts && `${parts.caller}>${parts.kind}:${parts.dependency}`;
}
