import { useKeyed } from '../../../lib/keyed-store.ts';
import { healthWords } from '../graph/figures.ts';
import { HealthShape } from '../health-shape.tsx';
import type { LiveMap } from '../live-map.ts';
import classes from './side-panel.module.css';
import { Part } from './side-panel.tsx';

/** How much is called and how much of that fails, large. */
export function LiveFacts({ live, id }: { live: LiveMap; id: string }) {
  const figure = useKeyed(live.figures, id);
  if (!figure) return null;
  const { health, rate, failing } = figure;
  return (
    <dl className={classes.facts}>
      <dt>Calls</dt>
      <dd>
        <b>{rate}</b> /s
      </dd>
      <dt>Failing</dt>
      <dd>
        <b>{failing}</b>
      </dd>
      <dt>State</dt>
      <dd>
        <HealthShape health={health} />
        {healthWords[health]}
      </dd>
    </dl>
  );
}

/** Where the calls go, where that is known. */
export function LiveMoves({ live, id }: { live: LiveMap; id: string }) {
  const moves = useKeyed(live.moves, id);
  if (!moves) return null;
  return (
    <Part title="Where the calls go">
      <ul className={classes.list}>
        {moves.map(({ from, to, rate, failing }) => (
          <li key={`${from} ${to}`}>
            <span>
              {from} → {to}
            </span>
            <span className={classes.figure}>
              {rate}/s{failing !== null && <b>{failing}/s failing</b>}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The same in a line of a list. */
export function LiveRate({ live, id }: { live: LiveMap; id: string }) {
  const figure = useKeyed(live.figures, id);
  if (!figure) return null;
  const { health, rate, failing } = figure;
  return (
    <span className={classes.figure}>
      <HealthShape health={health} />
      {health === 'idle' ? 'idle' : `${rate}/s`}
      {(health === 'some' || health === 'many') && <b>{failing}</b>}
    </span>
  );
}
