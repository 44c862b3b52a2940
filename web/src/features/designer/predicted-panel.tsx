import type { Preview } from '@hormesis/contract/preview.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { Panel } from '../../components/panel.tsx';
import { SegmentedBar } from '../../components/segmented-bar.tsx';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatCount, formatCountOf, formatRate } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import classes from './predicted-panel.module.css';

type PredictedPanelProps = {
  preview: Preview | undefined;
  testersOnly: boolean;
  services: Topology['services'];
  /** How old the preview is while it cannot be renewed; null: it is fresh. */
  stale: string | null;
};

/** Who and what would be touched, while one edits. */
export function PredictedPanel({ preview, testersOnly, services, stale }: PredictedPanelProps) {
  const prediction = preview?.prediction;
  return (
    <Panel title="Predicted blast radius" aside={stale && <span className={classes.stale}>{stale}</span>}>
      {!prediction && (
        <p className="muted small">Choose what fails, and who would be touched appears here while you edit.</p>
      )}
      {prediction && (
        <>
          {testersOnly ? (
            <p className="small">
              <b>0&nbsp;%</b> of live traffic: only requests that carry the header.
            </p>
          ) : (
            <LastStage preview={preview} />
          )}
          <dl className={classes.facts}>
            <dt>Fails</dt>
            <dd>
              {prediction.callGroups.map((callGroup) => (
                <code key={callGroup}>{callGroupWords(callGroup)}</code>
              ))}
            </dd>
            <dt>Services</dt>
            <dd>
              <b>{prediction.services.length}</b> of {services.length}: {prediction.services.join(', ') || 'none seen'}
              {prediction.downstream.length > 0 && (
                <div className="muted">
                  behind {prediction.services.length === 1 ? 'it' : 'them'} {prediction.downstream.join(', ')}
                </div>
              )}
            </dd>
            <dt>Regions</dt>
            <dd>{prediction.regions.join(', ') || 'agents name none'}</dd>
            {!testersOnly && <Verdict preview={preview} />}
          </dl>
        </>
      )}
    </Panel>
  );
}

/** The largest share, drawn to scale as the traffic strip does. */
function LastStage({ preview }: { preview: Preview }) {
  const index = preview.ramp.stages.length - 1;
  const stage = preview.prediction?.stages[index];
  const advice = preview.prediction?.advice[index];
  if (!stage) return null;
  const treatment = stage.trafficPpm / 1_000_000;
  const control = Math.min(treatment, 1 - treatment);
  return (
    <>
      <SegmentedBar
        label={`At the last stage ${formatShare(stage.trafficPpm)} of live traffic is in treatment`}
        parts={[
          { key: 'treatment', from: 0, to: treatment, tone: 'treatment', hint: 'treatment' },
          { key: 'control', from: treatment, to: treatment + control, tone: 'control', hint: 'control' },
        ]}
      />
      <p className={classes.last}>
        At the last stage, <b data-arm="treatment">{formatShare(stage.trafficPpm)}</b>:{' '}
        <b>{formatRate(stage.requestsPer10s / 10)}</b> requests/s, of which{' '}
        <b>{formatRate(stage.injectedRequestsPer10s / 10)}</b>/s meet a fault
        {advice && (
          <>
            ; {/* How many people are behind requests is known once an experiment has counted them. */}
            {preview.prediction?.unitsOfPath === null && 'at most '}
            <b>{formatCount(advice.exposedUnits)}</b> users by the end of its hold
          </>
        )}
      </p>
    </>
  );
}

function Verdict({ preview }: { preview: Preview }) {
  const { advice = [], verdictMinutes = null } = preview.prediction ?? {};
  const hurt = advice.flatMap(({ usersHurt }) => usersHurt ?? []);
  const [first] = hurt;
  return (
    <>
      <dt>Verdict</dt>
      <dd>
        {verdictMinutes === null ? (
          'not within a month at this traffic'
        ) : (
          <>
            after <b>{formatDuration(verdictMinutes * 60_000)}</b> when nobody is harmed
          </>
        )}
      </dd>
      <dt>At worst</dt>
      <dd>
        {first === undefined ? (
          'nobody can tell: too little traffic'
        ) : (
          <>
            <b>{formatCountOf(first, 'user')}</b> hurt before it halts, if nothing hides the fault
            {hurt.length > 1 && (
              <div className="muted">{formatCount(Math.max(...hurt))} if it breaks only in the last stages</div>
            )}
          </>
        )}
      </dd>
    </>
  );
}
