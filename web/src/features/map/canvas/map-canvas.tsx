import '@xyflow/react/dist/base.css';
import { ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Direction, step } from '../graph/walk.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../layout/place-newcomers.ts';
import type { Laid } from '../layout/use-places.ts';
import type { LiveMap } from '../live-map.ts';
import classes from './canvas.module.css';
import { Far, KeyboardPlace } from './canvas-context.ts';
import { EdgeOnMap } from './edge-on-map.tsx';
import { MapControls } from './map-controls.tsx';
import { partsOf } from './map-parts.ts';
import { NodeOnMap } from './node-on-map.tsx';
import { levelAt, steppedZoom } from './zoom-level.ts';

const nodeTypes = { node: NodeOnMap };
const edgeTypes = { calls: EdgeOnMap };
const WHOLE = { padding: 0.06, maxZoom: 1.15 };
const keys: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** How others move the view. */
export type MapView = {
  /** Brings these nodes into the middle; without any, everything. */
  show(ids: readonly string[]): void;
  /** Gives the keyboard back to a node. */
  focus(id: string): void;
  /** Moves the view to the first of these nodes that is not all in it; where all are, nothing moves. */
  reveal(ids: readonly string[]): void;
};

export type MapCanvasProps = {
  laid: Laid;
  live: LiveMap;
  view: Ref<MapView>;
  /** What is looked at when the map opens; nothing in particular: all of it. */
  first: readonly string[];
  onChoose: (id: string | null, by: 'pointer' | 'keyboard') => void;
  onAgain: () => void;
};

/** The graph. Dragging and the wheel move it; one Tab stop leads in, arrow keys walk along the calls. */
export function MapCanvas(props: MapCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ laid, live, view, first, onChoose, onAgain }: MapCanvasProps) {
  const flow = useReactFlow();
  const frame = useRef<HTMLElement>(null);
  const { nodes, edges } = useMemo(() => partsOf(laid, live), [laid, live]);
  const zoom = useStore(({ transform }) => steppedZoom(transform[2]));
  const level = levelAt(zoom);
  const far = level === 'far' || level === 'overview';
  const ready = useStore(({ width, height }) => width > 0 && height > 0);
  const [stood, setStood] = useState<string | null>(null);
  const reachable = stood !== null && laid.places.has(stood) ? stood : firstOf(laid);

  const show = (ids: readonly string[], durationMs = glideMs()) =>
    void flow.fitView({
      ...WHOLE,
      ...(ids.length > 0 ? { nodes: ids.map((id) => ({ id })) } : {}),
      duration: durationMs,
    });
  const focus = (id: string) => {
    setStood(id);
    buttonOf(frame.current, id)?.focus({ preventScroll: true });
  };
  const reveal = (ids: readonly string[]) => {
    const cut = ids.find((id) => laid.places.has(id) && !inView(frame.current, id));
    if (cut !== undefined) void flow.setCenter(...middleOf(laid, cut), { zoom: flow.getZoom(), duration: glideMs() });
  };
  useImperativeHandle(view, () => ({ show, focus, reveal }));

  // A layout made from nothing is shown whole, or the chosen path of it; afterwards the view belongs to whoever looks.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the round and the first size are the moments
  useEffect(() => {
    if (ready) show(first, 0);
  }, [laid.round, ready]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const from = event.target instanceof HTMLElement ? event.target.dataset.node : undefined;
    if (from === undefined) return;
    if (event.key === 'Escape') {
      onChoose(null, 'keyboard');
      // The panel would close too, and take the keyboard back to what it had told of.
      event.stopPropagation();
    }
    const direction = keys[event.key];
    if (!direction) return;
    event.preventDefault();
    const to = step(laid.graph, laid.places, from, direction);
    if (!to) return;
    focus(to);
    if (!inView(frame.current, to))
      void flow.setCenter(...middleOf(laid, to), { zoom: flow.getZoom(), duration: glideMs() });
  };

  return (
    <KeyboardPlace value={reachable}>
      <section
        ref={frame}
        className={classes.canvas}
        data-level={level}
        style={{ '--zoom': zoom } as CSSProperties}
        aria-label="Map of services and their calls. Arrow keys walk along the calls, Enter shows more."
        onKeyDown={onKeyDown}
      >
        <Arrow />
        <Far value={far}>
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionKeyCode={null}
            multiSelectionKeyCode={null}
            zoomOnDoubleClick={false}
            minZoom={0.05}
            maxZoom={2}
            onNodeClick={(event, { id }) => {
              setStood(id);
              onChoose(id, event.detail === 0 ? 'keyboard' : 'pointer');
            }}
            onEdgeClick={(_event, { id }) => onChoose(id, 'pointer')}
            onPaneClick={() => onChoose(null, 'pointer')}
          />
        </Far>
        <MapControls onAgain={onAgain} onWhole={() => show([])} />
      </section>
    </KeyboardPlace>
  );
}

function Arrow() {
  return (
    <svg className={classes.definitions} aria-hidden>
      <defs>
        <marker
          id="map-arrow"
          viewBox="0 0 8 8"
          refX={7}
          refY={4}
          markerWidth={8}
          markerHeight={8}
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 .5 7.5 4 0 7.5Z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}

/** Where Tab leads at first: the leftmost node, from which the calls begin. */
function firstOf({ places }: Laid): string | null {
  let first: { id: string; x: number; y: number } | null = null;
  for (const [id, { x, y }] of places)
    if (!first || x < first.x || (x === first.x && y < first.y)) first = { id, x, y };
  return first?.id ?? null;
}

function middleOf({ places }: Laid, id: string): [x: number, y: number] {
  const place = places.get(id) ?? { x: 0, y: 0 };
  return [place.x + NODE_WIDTH / 2, place.y + NODE_HEIGHT / 2];
}

function buttonOf(frame: HTMLElement | null, id: string): HTMLElement | null {
  return frame?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`) ?? null;
}

function inView(frame: HTMLElement | null, id: string): boolean {
  const outer = frame?.getBoundingClientRect();
  const inner = buttonOf(frame, id)?.getBoundingClientRect();
  if (!outer || !inner) return false;
  return (
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  );
}

/** Nothing glides for people who asked for that. */
function glideMs(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
}
