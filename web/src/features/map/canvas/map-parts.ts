import type { Edge, Node } from '@xyflow/react';
import type { MapEdge, MapNode } from '../graph/map-graph.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../layout/place-newcomers.ts';
import type { Laid } from '../layout/use-places.ts';
import { wordPlaces } from '../layout/word-places.ts';
import type { LiveMap } from '../live-map.ts';

export type NodeOnMap = Node<{ node: MapNode; live: LiveMap }, 'node'>;
export type EdgeOnMap = Edge<
  {
    edge: MapEdge;
    live: LiveMap;
    /** Whether there is room, and time, for the rate to be written on it. */
    says: 'rate' | 'trouble';
    /** At which part of the way words stand. */
    wordsAt: number;
  },
  'calls'
>;

/** Above so many edges only those that matter now carry words: failing, injected, or chosen. */
const MOST_WITH_WORDS = 60;
/** Where there is room nowhere: past the middle, because lines that begin together lie apart there. */
const USUALLY_AT = 0.66;

/** What React Flow draws. It changes only with the graph or the places: figures and marks reach each part on their own. */
export function partsOf({ graph, places }: Laid, live: LiveMap): { nodes: NodeOnMap[]; edges: EdgeOnMap[] } {
  const busy = graph.edges.size > MOST_WITH_WORDS;
  const room = wordPlaces(graph.edges.values(), places);
  return {
    nodes: [...graph.nodes.values()].map((node) => ({
      id: node.id,
      type: 'node',
      position: places.get(node.id) ?? { x: 0, y: 0 },
      data: { node, live },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
    })),
    edges: [...graph.edges.values()].map((edge) => ({
      id: edge.id,
      type: 'calls',
      source: edge.source,
      target: edge.target,
      data: {
        ...{ edge, live, says: busy || !room.has(edge.id) ? 'trouble' : 'rate' },
        wordsAt: room.get(edge.id) ?? USUALLY_AT,
      },
    })),
  };
}
