import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useKeyed, useKeyedView } from '../../../lib/keyed-store.ts';
import type { Figure } from '../graph/figures.ts';
import type { Mark } from '../graph/marks.ts';
import classes from './canvas.module.css';
import { type Curve, curveBetween } from './curve.ts';
import type { EdgeOnMap as Part } from './map-parts.ts';

/** The calls of one service to one dependency. The line's width tells the rate; what matters now is written on it. */
export const EdgeOnMap = memo(function EdgeOnMap(props: EdgeProps<Part>) {
  const { id, data, sourceX, sourceY, targetX, targetY } = props;
  return data ? <Line id={id} data={data} curve={curveBetween(sourceX, sourceY, targetX, targetY)} /> : null;
});

const SEPARATOR = '|';

type LineProps = { id: string; data: NonNullable<Part['data']>; curve: Curve };

function Line({ id, data: { live, says, wordsAt }, curve: { path, at } }: LineProps) {
  const { x, y } = at(wordsAt);
  const mark = useKeyed(live.marks, id);
  const [health = 'idle', weight = '0', words = ''] = useKeyedView(live.figures, id, (figure) =>
    figure ? [figure.health, figure.weight, wordsOf(figure, mark, says)].join(SEPARATOR) : '',
  ).split(SEPARATOR);
  return (
    <g
      className={classes.edge}
      data-edge={id}
      data-health={health}
      data-weight={weight}
      data-aside={mark?.aside || undefined}
      data-role={mark?.role ?? undefined}
      data-observed={mark?.observed ? true : undefined}
      data-chosen={mark?.chosen || undefined}
    >
      <path className={classes.reach} d={path} />
      {mark?.predicted && <path className={classes.outline} d={path} />}
      {mark?.predicted && <path className={classes.inside} d={path} />}
      {mark?.observed && <path className={classes.filling} d={path} />}
      <path className={classes.line} d={path} markerEnd="url(#map-arrow)" />
      {words && (
        // Above all lines: in its own line's drawing the ones drawn later would cross it out.
        <EdgeLabelRenderer>
          <span
            className={classes.words}
            style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
            data-health={health}
            data-observed={mark?.observed ? true : undefined}
            data-chosen={mark?.chosen || undefined}
          >
            {words}
          </span>
        </EdgeLabelRenderer>
      )}
    </g>
  );
}

/** The observed count first, then what fails, then the rate where there is room for all of them. */
function wordsOf(figure: Figure, mark: Mark | undefined, says: 'rate' | 'trouble'): string {
  if (mark?.observed) return mark.observed;
  if (mark?.aside) return '';
  if (figure.health === 'some') return `▲ ${figure.failing}`;
  if (figure.health === 'many') return `■ ${figure.failing}`;
  if (figure.health === 'idle' || (says === 'trouble' && !mark?.chosen)) return '';
  return `${figure.rate}/s`;
}
