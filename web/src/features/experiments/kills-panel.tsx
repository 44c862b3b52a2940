import type { KillEvidence } from '@hormesis/contract/evidence.ts';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCount, formatEvidence } from '../../lib/format-number.ts';
import { sentence } from '../../lib/sentence.ts';
import { killWords } from './kill-words.ts';
import classes from './kills-panel.module.css';

/** The kills of the ramp: who died when, how the group came back, and users just after it beside those just before it. */
export function KillsPanel({ experiment: { evidence } }: { experiment: ExperimentView }) {
  const { kills = [] } = evidence;
  if (kills.length === 0) return null;
  return (
    <Panel title="Kills and recovery">
      {kills.map((kill) => (
        <section
          key={kill.stage}
          className={classes.kill}
          aria-label={`Kill of stage ${kill.stage + 1}`}
          data-state={kill.state}
        >
          <p>
            <strong>Stage {kill.stage + 1}</strong> · <code>{kill.group}</code> · {killWords[kill.state]}
            {kill.killedAt && !kill.leashed && (
              <>
                {' '}
                · killed <Moment at={kill.killedAt} />
              </>
            )}
            {kill.healthyAfterMs !== null && (
              <> · healthy again after {(kill.healthyAfterMs / 1_000).toFixed(1)}&nbsp;s</>
            )}
          </p>
          <p className="muted">{sentence(kill.text)}</p>
          {kill.kpis.length > 0 && <KpiTable kill={kill} />}
          {kill.termination && (
            <p className="small muted">
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
    <table className={classes.kpis} aria-label="Users before and after the kill">
      <thead>
        <tr>
          <th scope="col">Users who …</th>
          <th scope="col">{seconds}&nbsp;s before</th>
          <th scope="col">{seconds}&nbsp;s after</th>
          <th scope="col">E</th>
          <th scope="col">Halts at</th>
        </tr>
      </thead>
      <tbody>
        {kpis.map(({ kpi, words, before, after, logE, haltLogE }) => (
          <tr key={kpi} data-tripped={logE >= haltLogE || undefined}>
            <th scope="row">{words}</th>
            <td>{formatCount(before)}</td>
            <td>{formatCount(after)}</td>
            <td>{formatEvidence(logE)}</td>
            <td>{formatEvidence(haltLogE)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
