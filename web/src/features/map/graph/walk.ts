import type { Place } from '../layout/place-newcomers.ts';
import type { MapGraph } from './map-graph.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * Where an arrow key leads: right to what the node calls, left to who calls it (of several the one nearest in height), up
 * and down to the next in the same column. Null when there is nobody.
 */
export function step(
  graph: MapGraph,
  places: ReadonlyMap<string, Place>,
  from: string,
  direction: Direction,
): string | null {
  const here = places.get(from);
  if (!here) return null;
  const at = (id: string): Place => places.get(id) ?? here;
  switch (direction) {
    case 'right':
    case 'left': {
      const others = [...graph.edges.values()].flatMap(({ source, target }) => {
        const [near, far] = direction === 'right' ? [source, target] : [target, source];
        return near === from && far !== from ? [far] : [];
      });
      return nearest(others, (id) => Math.abs(at(id).y - here.y));
    }
    case 'up':
    case 'down': {
      const sign = direction === 'down' ? 1 : -1;
      const beyond = [...graph.nodes.keys()].filter((id) => sign * (at(id).y - here.y) > 0);
      // Far to the side is far away: the column comes first, then the height.
      return nearest(beyond, (id) => 6 * Math.abs(at(id).x - here.x) + Math.abs(at(id).y - here.y));
    }
  }
}

function nearest(ids: readonly string[], distance: (id: string) => number): string | null {
  let best: string | null = null;
  for (const id of ids) if (best === null || distance(id) < distance(best)) best = id;
  return best;
}
