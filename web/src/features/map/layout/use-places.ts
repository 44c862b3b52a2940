import { useCallback, useEffect, useRef, useState } from 'react';
import type { MapGraph } from '../graph/map-graph.ts';
import { ElkLayout } from './elk-layout.ts';
import { type Place, placeNewcomers } from './place-newcomers.ts';

export type Laid = {
  /** What the places belong to: a graph may be a moment ahead of its layout. */
  graph: MapGraph;
  places: ReadonlyMap<string, Place>;
  /** Counts layouts made from nothing: after such a one everything should come into view. */
  round: number;
};

/** Places for a graph. Only nodes that come or go cause a layout, and the others stay where they are until `again`. */
export function usePlaces(graph: MapGraph | null): { laid: Laid | null; error: Error | null; again: () => void } {
  const layout = useRef<ElkLayout>(null);
  const [laid, setLaid] = useState<Laid | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [round, setRound] = useState(0);

  useEffect(
    () => () => {
      layout.current?.stop();
      layout.current = null;
    },
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the layout before is the start of the next, not a reason for it
  useEffect(() => {
    if (!graph) return;
    let outdated = false;
    const done = (made: Laid) => {
      if (!outdated) setLaid(made);
    };
    const before = laid && laid.round === round ? laid.places : null;
    if (before && sameNodes(before, graph)) return done({ graph, places: before, round });
    layout.current ??= new ElkLayout();
    layout.current.placesOf(graph).then(
      (fresh) => done({ graph, places: before ? placeNewcomers(before, fresh, graph.edges.values()) : fresh, round }),
      (cause: unknown) => !outdated && setError(cause instanceof Error ? cause : new Error(String(cause))),
    );
    return () => {
      outdated = true;
    };
  }, [graph, round]);

  const again = useCallback(() => setRound((last) => last + 1), []);
  return { laid, error, again };
}

function sameNodes(places: ReadonlyMap<string, Place>, { nodes }: MapGraph): boolean {
  return places.size === nodes.size && [...nodes.keys()].every((id) => places.has(id));
}
