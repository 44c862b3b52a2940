import { memo, useMemo } from 'react';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import { useKeyed } from '../../lib/keyed-store.ts';
import { type MapEdge, type MapGraph, type MapNode, placeWords } from './graph/map-graph.ts';
import type { LiveMap } from './live-map.ts';
import classes from './map-tables.module.css';
import { LiveRate } from './panel/live-figures.tsx';

type MapTablesProps = { graph: MapGraph; live: LiveMap; onChoose: (id: string) => void };

/** The map as two tables: the same facts for those who would rather read than look. */
export const MapTables = memo(function MapTables({ graph, live, onChoose }: MapTablesProps) {
  const nodes = useMemo(() => [...graph.nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), [graph]);
  const edges = useMemo(() => [...graph.edges.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), [graph]);
  return (
    <div className="stack">
      <Panel title="Services and dependencies">
        <DataTable
          label="Services and dependencies"
          columns={nodeColumns(live, onChoose)}
          rows={nodes}
          rowKey={({ id }) => id}
          pageSize={25}
        />
      </Panel>
      <Panel title="Call groups">
        <DataTable
          label="Call groups"
          columns={edgeColumns(live, onChoose)}
          rows={edges}
          rowKey={({ id }) => id}
          pageSize={25}
        />
      </Panel>
    </div>
  );
});

function nodeColumns(live: LiveMap, onChoose: (id: string) => void): readonly Column<MapNode>[] {
  return [
    { title: 'Name', cell: ({ id, name }) => <Choose id={id} words={name} onChoose={onChoose} /> },
    { title: 'What it is', cell: (node) => (node.kind === 'service' ? 'service' : `${node.protocol} dependency`) },
    { title: 'Zones', cell: (node) => (node.kind === 'service' && placeWords(node.places)) || '–' },
    { title: 'On the path', cell: ({ id }) => <OnPath live={live} id={id} /> },
    { title: 'Experiment', cell: ({ id }) => <Touched live={live} id={id} /> },
    { title: 'Instances', cell: (node) => (node.kind === 'service' ? formatCount(node.instances) : '–'), right: true },
    { title: 'Called', cell: ({ id }) => <LiveRate live={live} id={id} />, right: true },
  ];
}

function edgeColumns(live: LiveMap, onChoose: (id: string) => void): readonly Column<MapEdge>[] {
  return [
    { title: 'Call group', cell: ({ id }) => <Choose id={id} words={callGroupWords(id)} onChoose={onChoose} /> },
    { title: 'On the path', cell: ({ id }) => <OnPath live={live} id={id} /> },
    { title: 'Experiment', cell: ({ id }) => <Touched live={live} id={id} /> },
    { title: 'Called', cell: ({ id }) => <LiveRate live={live} id={id} />, right: true },
  ];
}

function Choose({ id, words, onChoose }: { id: string; words: string; onChoose: (id: string) => void }) {
  return (
    <button type="button" className={classes.choose} onClick={() => onChoose(id)}>
      {words}
    </button>
  );
}

function OnPath({ live, id }: { live: LiveMap; id: string }) {
  const mark = useKeyed(live.marks, id);
  return <>{mark?.entry ? 'entry' : (mark?.role ?? '–')}</>;
}

function Touched({ live, id }: { live: LiveMap; id: string }) {
  const mark = useKeyed(live.marks, id);
  const words = [mark?.observed, mark?.predicted && 'predicted'].filter(Boolean).join(', ');
  return <>{words || '–'}</>;
}
