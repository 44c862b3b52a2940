import type { KillEvidence, KillStateName } from '@hormesis/contract/evidence.ts';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';

const stateWords: Readonly<Record<KillStateName, string>> = {
  waiting: 'waits',
  watching: 'is watched',
  recovered: 'recovered',
  leashed: 'dry run, nobody died',
  refused: 'refused',
  nobody_died: 'nobody died',
  not_recovered: 'not recovered',
  cut_short: 'cut short',
  unproven: 'without proof',
};

/** The kills of the ramp: who died when, how the group came back, and users just after it beside those just before it. */
export function KillsPanel({ experiment: { evidence } }: { experiment: ExperimentView }) {
  const { kills = [] } = evidence;
  if (kills.length === 0) return null;
  return (
    <Panel title="Kills and recovery">
      {kills.map((kill) => (
        <section key={kill.stage} aria-label={`Kill of stage ${kill.stage + 1}`} data-state={kill.state}>
          <p>
            <strong>Stage {kill.stage + 1}</strong> · <code>{kill.group}</code> · {stateWords[kill.state]}
            {kill.killedAt && !kill.leashed && (
              <>
                {' '}
                · killed <Moment at={kill.killedAt} />
              </>
            )}
            {kill.healthyAfterMs !== null && <> · healthy again after {(kill.healthyAfterMs / 1_000).toFixed(1)} s</>}
          </p>
          <p className="muted">{sentence(kill.text)}</p>
          {kill.kpis.length > 0 && <KpiTable kill={kill} />}
          {kill.termination && (
            <p>
              <Link to="/terminations" className="link">
                Termination {kill.termination}
              </Link>
            </p>
          )}
        </section>
      ))}
    </Panel>
  );
}

function KpiTable({ kill: { kpis, comparedMs } }: { kill: KillEvidence }) {
  const seconds = Math.round(comparedMs / 1_000);
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Users who</th>
          <th scope="col">{seconds} s before</th>
          <th scope="col">{seconds} s after</th>
          <th scope="col">E</th>
          <th scope="col">halts at</th>
        </tr>
      </thead>
      <tbody>
        {kpis.map(({ kpi, words, before, after, logE, haltLogE }) => (
          <tr key={kpi}>
            <th scope="row">{words}</th>
            <td>{before}</td>
            <td>{after}</td>
            <td>{figure(logE)}</td>
            <td>{figure(haltLogE)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function figure(logE: number): string {
  return Math.exp(Math.min(logE, 27)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
