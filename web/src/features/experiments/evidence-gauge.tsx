import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { formatCount, formatEvidence } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import { unbroken } from '../../lib/sentence.ts';
import { breakerNotes } from './breaker-notes.ts';
import classes from './evidence-gauge.module.css';
import { gaugePosition, gaugeTicks, HALT_LINE_AT, outageUnits, rhoAt } from './gauge-scale.ts';

/** How near the evidence of harm is to the halt line, on a logarithmic scale, with the rule in words. */
export function EvidenceGauge({ experiment }: { experiment: ExperimentView }) {
  const { logE, haltLogE, guardrails, trafficPpm } = experiment;
  const units = outageUnits(haltLogE, rhoAt(trafficPpm));
  return (
    <div data-crossed={logE >= haltLogE || undefined}>
      <Scale logE={logE} haltLogE={haltLogE} />
      <p className={classes.rule}>
        Halts when {harmWords(experiment)} more often than control users, with at most a{' '}
        {formatShare(guardrails.alphaPpm)} chance of a false alarm over the whole run.
        {Number.isFinite(units) && (
          <> At this stage a complete outage is caught after about {formatCount(units)} failing users.</>
        )}
      </p>
      <Kpis experiment={experiment} />
      <Brakes experiment={experiment} />
    </div>
  );
}

/** With one KPI its rule; with several the list below says what is counted. */
function harmWords({ evidence: { kpis } }: ExperimentView): string {
  return kpis.length > 1 ? 'any of the harms below comes to treatment users' : 'treatment users fail';
}

function Scale({ logE, haltLogE }: { logE: number; haltLogE: number }) {
  const at = gaugePosition(logE, haltLogE);
  const crossed = logE >= haltLogE;
  const label = `Evidence of harm: E is ${formatEvidence(logE)}, it halts at ${formatEvidence(haltLogE)}`;
  return (
    <div className={classes.gauge} role="img" aria-label={label} data-crossed={crossed || undefined}>
      <div className={classes.value}>
        <b>E = {formatEvidence(logE)}</b>
        <span>halts at {formatEvidence(haltLogE)}</span>
      </div>
      <div className={classes.track}>
        <i className={classes.fill} style={{ width: `${at * 100}%` }} />
        <i className={classes.line} style={{ left: `${HALT_LINE_AT * 100}%` }} />
      </div>
      <div className={classes.ticks}>
        {gaugeTicks(haltLogE).map((tick) => (
          <span key={tick} style={{ left: `${gaugePosition(tick, haltLogE) * 100}%` }}>
            {formatEvidence(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** What each KPI counts and says; what halts is red. */
function Kpis({ experiment: { evidence, sampledOneIn } }: { experiment: ExperimentView }) {
  return (
    <table className={classes.kpis} aria-label="Harm">
      <thead>
        <tr>
          <th scope="col">{sampledOneIn === undefined ? 'Users who …' : 'Users of the sample who …'}</th>
          <th scope="col">treatment</th>
          <th scope="col">control</th>
          <th scope="col">E</th>
        </tr>
      </thead>
      <tbody>
        {evidence.kpis.map(({ kpi, words, failing, logE, haltLogE, problem }) => (
          <tr key={kpi} data-tripped={logE >= haltLogE || undefined}>
            <th scope="row">
              {words ?? kpiWords(kpi)}
              {problem && <div className={classes.problem}>{problem}</div>}
            </th>
            <td data-arm="treatment">{formatCount(failing.treatment)}</td>
            <td data-arm="control">{formatCount(failing.control)}</td>
            <td>{formatEvidence(logE)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What halts without a comparison; one that did is red and says so. Below them, breakers that stayed open. */
function Brakes({ experiment }: { experiment: ExperimentView }) {
  const notes = breakerNotes(experiment);
  return (
    <>
      <h3 className={classes.title}>Brakes</h3>
      <ul className={classes.brakes}>
        {experiment.evidence.brakes.map(({ brake, tripped, text }) => (
          <li key={brake} data-tripped={tripped || undefined}>
            <span>{brake}</span>
            <span>
              {tripped && 'tripped: '}
              {unbroken(text)}
            </span>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
    </>
  );
}
