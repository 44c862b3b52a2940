import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useLiveExperiment } from '../../features/experiments/api/watch-experiment.ts';
import { useTopology, type WatchedTopology } from '../../features/map/api/watch-topology.ts';
import { MapCanvas, type MapView } from '../../features/map/canvas/map-canvas.tsx';
import type { MapGraph } from '../../features/map/graph/map-graph.ts';
import { entriesOf, marksOf, nodesOnPath, type Overlay } from '../../features/map/graph/marks.ts';
import { usePlaces } from '../../features/map/layout/use-places.ts';
import { MapLegend } from '../../features/map/map-legend.tsx';
import { MapTables } from '../../features/map/map-tables.tsx';
import { MapToolbar } from '../../features/map/map-toolbar.tsx';
import { useMapChoice } from '../../features/map/use-map-choice.ts';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCountOf } from '../../lib/format-number.ts';
import { useShell } from '../shell-context.ts';
import { MapChosen } from './map-chosen.tsx';
import classes from './map-page.module.css';

/** Services and their calls, live; what each is on a path; and how far an experiment reaches. */
export function MapPage() {
  const { now, onSignedOut } = useShell();
  const topology = useTopology(onSignedOut);
  return (
    <>
      <PageHead title="Map" />
      {topology.graph && now.data ? (
        <Explorer topology={topology} graph={topology.graph} now={now.data} onSignedOut={onSignedOut} />
      ) : (
        <NotRead line={topology.line} />
      )}
    </>
  );
}

/** It is read from a stream, which asks again by itself: what has failed once may come at any moment. */
function NotRead({ line }: Pick<WatchedTopology, 'line'>) {
  if (line !== 'unreadable' && line !== 'lost') return <Loading panels={1} label="Reading the map" />;
  return (
    <Banner
      tone="failed"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title="Who calls whom could not be read."
      urgent
    >
      {line === 'unreadable'
        ? 'The database of the control plane is away. Halts work meanwhile.'
        : 'The control plane does not answer.'}{' '}
      Nothing was changed, and this page asks again by itself.
    </Banner>
  );
}

type ExplorerProps = { topology: WatchedTopology; graph: MapGraph; now: Now; onSignedOut: () => void };

function Explorer({ topology, graph, now, onSignedOut }: ExplorerProps) {
  const { live, omitted } = topology;
  const paths = useSame(now.paths.map(({ path }) => path));
  const choice = useMapChoice(paths, now.running);
  const path = paths.find(({ name }) => name === choice.path) ?? null;
  const [experiment, setExperiment] = useState<ExperimentView | null>(null);
  const overlay = experiment?.id === choice.experiment ? overlayOf(experiment) : null;
  const { laid, error, again } = usePlaces(graph);
  const view = useRef<MapView>(null);
  /** What was looked for just now is shown already. */
  const found = useRef<string | null>(null);
  const [byKeyboard, setByKeyboard] = useState(false);
  const { choose } = choice;

  useEffect(() => live.enter(servicesEntered(paths)), [live, paths]);
  useEffect(() => live.marks.replace(marksOf(graph, path, overlay, choice.chosen)));
  // Whoever chooses a path wants to see it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the choice moves the view, not what changes meanwhile
  useEffect(() => {
    if (path) view.current?.show(nodesOnPath(graph, path));
  }, [path]);

  // The panel takes room of the map, perhaps where the chosen one stands.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the choice moves the view, not what changes meanwhile
  useEffect(() => {
    if (choice.chosen && choice.chosen !== found.current) view.current?.reveal(endsOf(graph, choice.chosen));
    found.current = null;
  }, [choice.chosen]);

  const onChoose = useCallback(
    (id: string | null, by: 'pointer' | 'keyboard' = 'pointer') => {
      setByKeyboard(by === 'keyboard');
      choose(id);
    },
    [choose],
  );
  const onClose = () => {
    const last = choice.chosen;
    onChoose(null);
    if (last) view.current?.focus(last);
  };
  const findable = useMemo(() => findableOf(graph), [graph]);

  if (graph.nodes.size === 0) {
    return (
      <Panel label="Map">
        <Empty title="No service has been seen yet.">
          Services appear here when their agent connects, call groups with the first call. Install{' '}
          <code>@hormesis/node</code> beside a service, set <code>HORMESIS_URL</code> and{' '}
          <code>HORMESIS_AGENT_TOKEN</code>, and start it with{' '}
          <code className="nowrap">node --import @hormesis/node/register app.js</code>.
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      {choice.experiment && (
        <Watched key={choice.experiment} id={choice.experiment} onSignedOut={onSignedOut} onView={setExperiment} />
      )}
      <MapToolbar
        paths={paths.map(({ name, title }) => ({ value: name, label: title }))}
        path={choice.path}
        onPath={choice.setPath}
        experiments={now.running.map(({ id, title, population }) => ({
          value: id,
          label: population === 'tester' ? `${title} (testers)` : title,
        }))}
        experiment={choice.experiment}
        onExperiment={choice.setExperiment}
        findable={findable}
        onFound={(id) => {
          found.current = id;
          onChoose(id, 'keyboard');
          view.current?.show(endsOf(graph, id));
        }}
        shape={choice.shape}
        onShape={choice.setShape}
      />
      {error && <ErrorNotice error={error} title="The map could not be laid out. The table shows the same." />}
      <div className={classes.place} data-open={choice.chosen !== null || undefined} data-shape={choice.shape}>
        {choice.shape === 'table' && <MapTables graph={graph} live={live} onChoose={onChoose} />}
        {choice.shape === 'map' && laid && (
          <MapCanvas
            laid={laid}
            live={live}
            view={view}
            first={path ? nodesOnPath(graph, path) : []}
            onChoose={onChoose}
            onAgain={again}
          />
        )}
        {choice.shape === 'map' && !laid && !error && <Loading panels={1} label="Laying out the map" />}
        {choice.chosen && (
          <MapChosen
            id={choice.chosen}
            graph={graph}
            live={live}
            paths={paths}
            experiment={overlay && experiment}
            moment={momentOf(now)}
            takesFocus={byKeyboard}
            onChoose={onChoose}
            onClose={onClose}
          />
        )}
      </div>
      <div className={classes.below}>
        <MapLegend roles={path !== null} observed={overlay !== null} predicted={Boolean(overlay?.predicted)} />
        <Omitted omitted={omitted} />
      </div>
    </>
  );
}

/** Follows one experiment for as long as it lies over the map. */
function Watched({
  id,
  onSignedOut,
  onView,
}: {
  id: string;
  onSignedOut: () => void;
  onView: (view: ExperimentView | null) => void;
}) {
  const { data } = useLiveExperiment(id, onSignedOut);
  useEffect(() => onView(data ?? null), [data, onView]);
  return null;
}

function Omitted({ omitted }: { omitted: WatchedTopology['omitted'] }) {
  if (omitted.services === 0 && omitted.callGroups === 0) return null;
  return (
    <span className="small muted">
      Not shown, because they are quiet: {formatCountOf(omitted.services, 'service')},{' '}
      {formatCountOf(omitted.callGroups, 'call group')}
    </span>
  );
}

/** What was touched, and what was expected to be when it started. */
function overlayOf({ blastRadius, flows, prediction }: ExperimentView): Overlay {
  const predicted = prediction && {
    services: [...prediction.services, ...prediction.downstream],
    callGroups: prediction.callGroups,
  };
  return { observed: blastRadius, flows, predicted };
}

/** Paths by the service at which they begin. One that begins at several is told at none: its requests are counted together. */
function servicesEntered(paths: readonly CriticalPath[]): Map<string, string[]> {
  const entered = new Map<string, string[]>();
  for (const path of paths) {
    const [service, another] = entriesOf(path);
    if (service && !another) entered.set(service, [...(entered.get(service) ?? []), path.name]);
  }
  return entered;
}

function findableOf(graph: MapGraph) {
  const nodes = [...graph.nodes.values()].map(({ id, name }) => ({ value: id, label: name }));
  const edges = [...graph.edges.values()].map(({ id }) => ({ value: id, label: callGroupWords(id) }));
  const seen = new Set<string>();
  return [...nodes, ...edges].filter(({ label }) => !seen.has(label) && seen.add(label));
}

function endsOf(graph: MapGraph, id: string): string[] {
  const edge = graph.edges.get(id);
  return edge ? [edge.source, edge.target] : [id];
}

/** Changes whenever an experiment begins or ends. */
function momentOf({ running, recent }: Now): string {
  return [...running, ...recent].map(({ id, state }) => `${id}:${state.name}`).join(' ');
}

/** The same object for as long as the value is the same: what hangs on it is not made anew with each event. */
function useSame<T>(value: T): T {
  const text = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the value
  return useMemo(() => value, [text]);
}
