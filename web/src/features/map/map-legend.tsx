import type { Health } from './graph/figures.ts';
import { HealthShape } from './health-shape.tsx';
import classes from './map-legend.module.css';

const healths: readonly { health: Health; words: string }[] = [
  { health: 'well', words: 'well' },
  { health: 'some', words: 'from 1\u00a0% failing' },
  { health: 'many', words: 'from 10\u00a0% failing' },
  { health: 'idle', words: 'no calls' },
];

type MapLegendProps = { roles: boolean; observed: boolean; predicted: boolean };

/** What shapes and lines mean: only those that can be seen now. */
export function MapLegend({ roles, observed, predicted }: MapLegendProps) {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {healths.map(({ health, words }) => (
        <li key={health}>
          <HealthShape health={health} />
          {words}
        </li>
      ))}
      <li>
        <i data-line="rate" aria-hidden />
        thicker: more calls
      </li>
      {roles && (
        <>
          <li>
            <i data-line="essential" aria-hidden />
            essential
          </li>
          <li>
            <i data-line="degradable" aria-hidden />
            degradable
          </li>
        </>
      )}
      {observed && (
        <li>
          <i data-line="observed" aria-hidden />
          failed on purpose
        </li>
      )}
      {predicted && (
        <li>
          <i data-line="predicted" aria-hidden />
          predicted
        </li>
      )}
    </ul>
  );
}
