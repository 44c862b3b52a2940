import type { Topology } from '@hormesis/contract/topology.ts';
import { useEffect, useState } from 'react';
import { type LineState, openLiveStream } from '../../../lib/live-stream.ts';
import { usePageVisible } from '../../../lib/use-page-visible.ts';
import { whenChanged } from '../../../lib/when-changed.ts';
import type { MapGraph } from '../graph/map-graph.ts';
import { LiveMap } from '../live-map.ts';

export type WatchedTopology = {
  live: LiveMap;
  graph: MapGraph | null;
  omitted: Topology['omitted'];
  line: 'connecting' | LineState;
};

const NOTHING_OMITTED = { services: 0, callGroups: 0 };

/** Follows the topology. Figures go past React, into `live`; the component is drawn again when the graph changes. */
export function useTopology(onSignedOut: () => void): WatchedTopology {
  const [live] = useState(() => new LiveMap());
  const [graph, setGraph] = useState<MapGraph | null>(null);
  const [omitted, setOmitted] = useState(NOTHING_OMITTED);
  const [line, setLine] = useState<WatchedTopology['line']>('connecting');
  const visible = usePageVisible();

  useEffect(() => {
    if (!visible) return;
    const tellGraph = whenChanged(setGraph);
    const tellOmitted = whenChanged(setOmitted, sameCounts);
    return openLiveStream('topology', {
      onData: (data) => {
        const topology = data as Topology;
        tellGraph(live.take(topology));
        tellOmitted({ ...topology.omitted });
      },
      onLine: whenChanged(setLine),
      onSignedOut,
    });
  }, [visible, live, onSignedOut]);

  return { live, graph, omitted, line };
}

function sameCounts(a: Topology['omitted'], b: Topology['omitted']): boolean {
  return a.services === b.services && a.callGroups === b.callGroups;
}
