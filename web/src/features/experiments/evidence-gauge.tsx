import type { ExperimentView } from '@hormesis/contract/experiment.ts';
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
        Halts when treatment users fail more often than control users, with at most a {formatShare(guardrails.alphaPpm)}{' '}
        chance of a false alarm over the whole run.
        {Number.isFinite(units) && (
          <> At this stage a complete outage is caught after about {formatCount(units)} failing users.</>
        )}
      </p>
      <Kpis experiment={experiment} />
    </div>
  );
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

/** Failing users and brakes, in small. A tripped brake is red and says so. */
function Kpis({ experiment }: { experiment: ExperimentView }) {
  const { kpis, brakes, stages } = experiment.evidence;
  return (
    <ul className={classes.kpis}>
      {kpis.map(({ kpi, failing }) => (
        <li key={kpi}>
          <span>{kpi}</span>
          <span>
            <b data-arm="treatment">{formatCount(failing.treatment)}</b> treatment ·{' '}
            <b data-arm="control">{formatCount(failing.control)}</b> control users
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
