import type { KillEvidence } from '@hormesis/contract/evidence.ts';
import { formatCount } from '../../../lib/format-number.ts';
import { killWords } from '../kill-words.ts';

/** The kills of the ramp, a row each: how the group came back, and how many users failed before and after. */
export function ReportKills({ kills }: { kills: readonly KillEvidence[] }) {
  if (kills.length === 0) return null;
  return (
    <section>
      <h3>Kills and recovery</h3>
      <table aria-label="Kills and recovery">
        <thead>
          <tr>
            <th scope="col" data-right>
              Stage
            </th>
            <th scope="col">Group</th>
            <th scope="col">Outcome</th>
            <th scope="col" data-right>
              Healthy after
            </th>
            <th scope="col">Users, before → after</th>
          </tr>
        </thead>
        <tbody>
          {kills.map((kill) => (
            <tr key={kill.stage}>
              <td data-right>{kill.stage + 1}</td>
              <td>
                <code>{kill.group}</code>
              </td>
              <td>{killWords[kill.state]}</td>
              <td data-right>
                {kill.healthyAfterMs === null ? '–' : `${(kill.healthyAfterMs / 1_000).toFixed(1)}\u00a0s`}
              </td>
              <td>{usersWords(kill)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function usersWords({ kpis, comparedMs }: KillEvidence): string {
  if (kpis.length === 0) return '–';
  const each = kpis.map(({ words, before, after }) => `${words}: ${formatCount(before)} → ${formatCount(after)}`);
  return `${each.join(', ')} (${Math.round(comparedMs / 1_000)}\u00a0s each)`;
}
