import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo, useContext } from 'react';
import { useKeyed, useKeyedView } from '../../../lib/keyed-store.ts';
import type { Health } from '../graph/figures.ts';
import type { MapNode } from '../graph/map-graph.ts';
import type { Mark } from '../graph/marks.ts';
import { HealthShape } from '../health-shape.tsx';
import type { LiveMap } from '../live-map.ts';
import classes from './canvas.module.css';
import { Far, KeyboardPlace } from './canvas-context.ts';
import type { NodeOnMap as Part } from './map-parts.ts';
import { lastWord, spoken } from './node-words.ts';

/** A service or a dependency: its name, how it is, how much it is called. A button: Enter chooses it. */
export const NodeOnMap = memo(function NodeOnMap({ data: { node, live } }: NodeProps<Part>) {
  return (
    <>
      <Handle type="target" position={Position.Left} className={classes.handle} isConnectable={false} />
      <Face node={node} live={live} />
      <Handle type="source" position={Position.Right} className={classes.handle} isConnectable={false} />
    </>
  );
});

function Face({ node, live }: { node: MapNode; live: LiveMap }) {
  const health = useKeyedView(live.figures, node.id, (figure) => figure?.health ?? 'idle');
  const mark = useKeyed(live.marks, node.id);
  const reachable = useContext(KeyboardPlace);
  const far = useContext(Far);
  return (
    <button
      type="button"
      className={classes.node}
      data-node={node.id}
      data-kind={node.kind}
      data-health={health}
      data-aside={mark?.aside || undefined}
      data-observed={mark?.observed ? true : undefined}
      data-predicted={mark?.predicted || undefined}
      data-named={mattersNow(health, mark) || undefined}
      aria-pressed={mark?.chosen ?? false}
      tabIndex={reachable === node.id ? 0 : -1}
    >
      <span className={classes.name}>{node.name}</span>
      {!far && (
        <span className={classes.facts} aria-hidden>
          <HealthShape health={health} />
          <Rate id={node.id} live={live} last={lastWord(node, mark)} />
        </span>
      )}
      <span className={classes.spoken}>{spoken(node, health, mark)}</span>
    </button>
  );
}

/** Named even where there is no room for all names: what is on the chosen path, touched, chosen, or fails often. */
function mattersNow(health: Health, mark: Mark | undefined): boolean {
  if (!mark) return health === 'many';
  const { role, entry, observed, predicted, chosen, aside } = mark;
  return role !== null || entry || observed !== null || predicted || chosen || (health === 'many' && !aside);
}

/** What fails is worth more than what the node is: there is room for one of them. */
function Rate({ id, live, last }: { id: string; live: LiveMap; last: string }) {
  const figure = useKeyed(live.figures, id);
  if (!figure) return null;
  const { health, rate, failing } = figure;
  const troubled = health === 'some' || health === 'many';
  return (
    <>
      <span>{health === 'idle' ? 'idle' : `${rate}/s`}</span>
      {troubled ? (
        <b>
          {failing}
          <span className={classes.nearOnly}> failing</span>
        </b>
      ) : (
        <span className={`${classes.last} ${classes.nearOnly}`}>{last}</span>
      )}
    </>
  );
}
