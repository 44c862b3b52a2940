import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ReactNode } from 'react';
import { formatCountOf } from '../../../lib/format-number.ts';
import { type MapEdge, type MapGraph, type MapNode, placeWords } from '../graph/map-graph.ts';
import type { LiveMap } from '../live-map.ts';
import { LiveFacts, LiveRate } from './live-figures.tsx';
import { NodeRoles } from './path-roles.tsx';
import classes from './side-panel.module.css';
import { Part, SidePanel } from './side-panel.tsx';

type ServicePanelProps = {
  node: MapNode;
  graph: MapGraph;
  live: LiveMap;
  paths: readonly CriticalPath[];
  takesFocus: boolean;
  onChoose: (id: string) => void;
  onClose: () => void;
  /** What other features know of it. */
  children: ReactNode;
};

/** One service or dependency: where it runs, who calls it, what it calls. */
export function ServicePanel(props: ServicePanelProps) {
  const { node, graph, live, paths, takesFocus, onChoose, onClose, children } = props;
  const edges = [...graph.edges.values()];
  const callers = edges.filter(({ target }) => target === node.id);
  const called = edges.filter(({ source }) => source === node.id);
  return (
    <SidePanel title={node.name} below={whatItIs(node)} takesFocus={takesFocus} onClose={onClose}>
      <LiveFacts live={live} id={node.id} />
      <Calls title="Called by" edges={callers} live={live} onChoose={onChoose} nameOf={({ source }) => source} />
      <Calls title="Calls" edges={called} live={live} onChoose={onChoose} nameOf={({ target }) => target} />
      <NodeRoles id={node.id} graph={graph} paths={paths} />
      {children}
    </SidePanel>
  );
}

function whatItIs(node: MapNode): string {
  if (node.kind === 'dependency') return `${node.protocol} dependency without an agent: only the calls to it are known`;
  if (node.instances === 0) return 'no agent connected now';
  const places = placeWords(node.places);
  return `${formatCountOf(node.instances, 'instance')}${places ? `: ${places}` : ''}`;
}

type CallsProps = {
  title: string;
  edges: readonly MapEdge[];
  live: LiveMap;
  onChoose: (id: string) => void;
  nameOf: (edge: MapEdge) => string;
};

function Calls({ title, edges, live, onChoose, nameOf }: CallsProps) {
  return (
    <Part title={title}>
      {edges.length === 0 && (
        <p className="muted">{title === 'Calls' ? 'Nothing that was seen.' : 'Nobody that was seen.'}</p>
      )}
      <ul className={classes.list}>
        {edges.map((edge) => (
          <li key={edge.id}>
            <button type="button" onClick={() => onChoose(edge.id)}>
              {nameOf(edge)}
            </button>
            <LiveRate live={live} id={edge.id} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
