import { inUnits, TypedField } from '../../../components/typed-field.tsx';
import { formatExactDuration } from '../../../lib/format-duration.ts';
import { formatShare } from '../../../lib/format-share.ts';
import { parseDuration } from '../../../lib/parse-duration.ts';
import type { StageDraft } from '../design.ts';
import type { Change } from '../design-reducer.ts';
import classes from './ramp-step.module.css';

const points = inUnits(10_000);
const whole = inUnits(1);
const time = { parse: parseDuration, format: formatExactDuration };

/** As the server does where a stage says nothing. */
function usualMarginPpm({ trafficPpm }: StageDraft): number {
  return (trafficPpm ?? 0) <= 50_000 ? 50_000 : 20_000;
}

/** What each gate waits for: seldom changed, so it is folded away. */
export function GateTable({ stages, onChange }: { stages: readonly StageDraft[]; onChange: (change: Change) => void }) {
  return (
    <details className={classes.gates}>
      <summary>What each gate waits for</summary>
      <div className={classes.scroll}>
        <table className={classes.table} aria-label="Gates">
          <thead>
            <tr>
              <th scope="col">share</th>
              <th scope="col" data-field>
                users in each arm, at least
              </th>
              <th scope="col" data-field>
                excess harm at most, points
              </th>
              <th scope="col" data-field>
                gives up after
              </th>
            </tr>
          </thead>
          <tbody>
            {stages.map((stage, index) => {
              const set = (change: Partial<StageDraft>) => onChange({ kind: 'stage', index, stage: change });
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a stage is what stands at its place
                <tr key={index}>
                  <td>{stage.trafficPpm === null ? '–' : formatShare(stage.trafficPpm)}</td>
                  <td data-field>
                    <TypedField
                      label={`Least users of stage ${index + 1}`}
                      value={stage.minExposedUnits}
                      {...whole}
                      onChange={(minExposedUnits) => set({ minExposedUnits })}
                    />
                  </td>
                  <td data-field>
                    <TypedField
                      label={`Margin of stage ${index + 1}`}
                      value={stage.marginPpm ?? usualMarginPpm(stage)}
                      {...points}
                      onChange={(marginPpm) => marginPpm !== null && set({ marginPpm })}
                    />
                  </td>
                  <td data-field>
                    <TypedField
                      label={`Timeout of stage ${index + 1}`}
                      value={stage.timeoutMs ?? Math.max(10 * (stage.holdMs ?? 0), 600_000)}
                      {...time}
                      width={110}
                      onChange={(timeoutMs) => timeoutMs !== null && set({ timeoutMs })}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
