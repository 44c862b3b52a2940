import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { formatCount, formatEvidence } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
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

/** What each KPI counts and says, and the brakes, in small. What halts is red, and a tripped brake says so. */
function Kpis({ experiment }: { experiment: ExperimentView }) {
  const { kpis, brakes, stages } = experiment.evidence;
  return (
    <ul className={classes.kpis}>
      {kpis.map(({ kpi, words, failing, logE, haltLogE, problem }) => (
        <li key={kpi} data-tripped={logE >= haltLogE || undefined}>
          <span>{words ?? kpiWords(kpi)}</span>
          <span>
            <b data-arm="treatment">{formatCount(failing.treatment)}</b> treatment ·{' '}
            <b data-arm="control">{formatCount(failing.control)}</b> control users
            {kpis.length > 1 && <> · E {formatEvidence(logE)}</>}
            {problem && <> · {problem}</>}
          </span>
        </li>
      ))}
      {brakes.map(({ brake, tripped, text }) => (
        <li key={brake} data-tripped={tripped || undefined}>
          <span>
            brake: {brake}
            {tripped && ' (tripped)'}
          </span>
          <span>{text}</span>
        </li>
      ))}
      {stages.flatMap(({ stage, breakers }) =>
        breakers.map(({ callGroup, text }) => (
          <li key={`${stage} ${callGroup}`}>
            <span>stage {stage + 1}: breaker open</span>
            <span>{text}</span>
          </li>
        )),
      )}
    </ul>
  );
}
