import type { CallGroupFlow } from '@hormesis/contract/experiment.ts';
import classes from '../../../components/report.module.css';
import { callGroupWords } from '../../../lib/fault-words.ts';
import { formatCount } from '../../../lib/format-number.ts';
import { flowNotes } from '../flow-parts.ts';

const SHOWN = 8;

/** Called → injected → absorbed → visible, a row for each call group that was failed. */
export function ReportFlows({ flows }: { flows: readonly CallGroupFlow[] }) {
  const injected = flows.filter((flow) => flow.injected > 0);
  const left = flows.length - Math.min(SHOWN, injected.length);
  return (
    <section>
      <h3>What became of each call</h3>
      {injected.length === 0 && <p className={classes.note}>No call was failed.</p>}
      {injected.length > 0 && (
        <table aria-label="What became of each call">
          <thead>
            <tr>
              <th scope="col">Call group</th>
              <th scope="col" data-right>
                Calls
              </th>
              <th scope="col" data-right>
                Injected
              </th>
              <th scope="col">Absorbed</th>
              <th scope="col" data-right>
                Visible
              </th>
              <th scope="col">Breaker</th>
            </tr>
          </thead>
          <tbody>
            {injected.slice(0, SHOWN).map((flow) => (
              <tr key={flow.callGroup}>
                <td>
                  <code>{callGroupWords(flow.callGroup)}</code>
                </td>
                <td data-right>{formatCount(flow.calls)}</td>
                <td data-right>{formatCount(flow.injected)}</td>
                <td>{absorbedWords(flow)}</td>
                <td data-right>
                  <b>{formatCount(flow.visible)}</b>
                </td>
                <td>{flowNotes(flow).join(', ') || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {injected.length > 0 && left > 0 && (
        <p className={classes.more}>
          and {left} more call {left === 1 ? 'group' : 'groups'}, without a fault or with fewer
        </p>
      )}
    </section>
  );
}

function absorbedWords({ absorbed }: CallGroupFlow): string {
  const parts = Object.entries(absorbed).map(([by, count]) => `${formatCount(count)} by ${by}`);
  return parts.join(', ') || 'none';
}
