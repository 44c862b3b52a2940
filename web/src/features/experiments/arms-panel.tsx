import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { useMemo } from 'react';
import { Empty } from '../../components/empty.tsx';
import { LineChart } from '../../components/line-chart.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatMeasuredShare, formatPoints, formatShare } from '../../lib/format-share.ts';
import { ArmMark } from './arm-mark.tsx';
import { armLines, armTotals, differenceLine, marginLevels, narrowOnes, stageMarks, windowOf } from './arm-series.ts';

/** Wider than this, in points, a band says that nobody knows: it does not stretch the scale. */
const READABLE_POINTS = 20;

/** Treatment against control: two lines with their bands, and below them the difference that the gate looks at. */
export function ArmsPanel({ experiment }: { experiment: ExperimentView }) {
  const { points } = experiment;
  const shares = armShares(experiment);
  return (
    <Panel
      title="Users whose request failed"
      aside={
        <div className="row">
          <ArmMark arm="treatment">{shares.treatment}</ArmMark>
          <ArmMark arm="control">{shares.control}</ArmMark>
        </div>
      }
    >
      {points.length > 1 ? (
        <>
          <ArmsCharts experiment={experiment} />
          <OtherHarm experiment={experiment} />
        </>
      ) : (
        <Empty title="No outcomes yet.">The lines begin when the first users of both arms have an outcome.</Empty>
      )}
    </Panel>
  );
}

/** Where another harm halted it, these lines may well be flat. */
function OtherHarm({ experiment: { evidence, verdict } }: { experiment: ExperimentView }) {
  const halted = evidence.kpis.find(({ kpi, logE, haltLogE }) => kpi !== 'failed' && logE >= haltLogE);
  if (verdict !== 'failed' || !halted) return null;
  return (
    <p className="small" style={{ marginTop: 8 }}>
      The harm that was found is another: users who {halted.words ?? kpiWords(halted.kpi)}. See <i>Evidence of harm</i>.
    </p>
  );
}

/** The failing share of both arms over all stages, in words. */
function armShares(experiment: ExperimentView): { treatment: string; control: string } {
  const { treatment, control } = armTotals(experiment);
  return {
    treatment: formatMeasuredShare(treatment.failing, treatment.known),
    control: formatMeasuredShare(control.failing, control.known),
  };
}

/** Both pictures; `fixedWidth` for paper. */
export function ArmsCharts({ experiment, fixedWidth }: { experiment: ExperimentView; fixedWidth?: number }) {
  const { points, timeline, ramp, evidence } = experiment;
  const stages = useMemo(() => stageMarks({ timeline, ramp }), [timeline, ramp]);
  const arms = useMemo(() => armLines(points), [points]);
  const difference = useMemo(() => differenceLine({ points, evidence }, stages), [points, evidence, stages]);
  const levels = useMemo(() => marginLevels({ ramp, points }, stages), [ramp, points, stages]);
  const marks = stages.map(({ atMs, trafficPpm }) => ({ atMs, words: formatShare(trafficPpm) }));
  const shares = armShares(experiment);
  const wide = fixedWidth === undefined ? {} : { fixedWidth };
  return (
    <>
      <LineChart
        {...arms}
        {...wide}
        marks={marks}
        atLeast={[0, 1]}
        height={fixedWidth ? 190 : 230}
        format={(percent) => `${round(percent)}\u00a0%`}
        label={`Failing users over time: treatment ${shares.treatment}, control ${shares.control}`}
      />
      <p className="small muted" style={{ margin: '2px 0 12px' }}>
        {fixedWidth !== undefined && 'Users whose request failed: treatment as a line, control dashed. '}Each point is
        the share of the last {formatDuration(windowOf(points))}, with its 95&nbsp;% interval.
      </p>
      <LineChart
        {...wide}
        atMs={arms.atMs}
        lines={[difference]}
        show={narrowOnes(difference, READABLE_POINTS)}
        levels={levels}
        atLeast={[-1, 1]}
        height={fixedWidth ? 120 : 140}
        format={(value) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${round(Math.abs(value))}`}
        label="Treatment less control over time, in percentage points, with the margin of each stage"
      />
      <p className="small muted" style={{ marginTop: 2 }}>
        Treatment less control in points, of each stage so far. The gate opens when the whole band is below the margin.{' '}
        {differenceWords(experiment)}
      </p>
    </>
  );
}

function differenceWords(experiment: ExperimentView): string {
  const { treatment, control } = armTotals(experiment);
  if (treatment.known === 0 || control.known === 0) return 'It is drawn once both arms have outcomes.';
  const ppm = (treatment.failing / treatment.known - control.failing / control.known) * 1_000_000;
  return `Over all stages: ${formatPoints(ppm)} (${formatCount(treatment.failing)} of ${formatCount(treatment.known)} outcomes failed in treatment, ${formatCount(control.failing)} of ${formatCount(control.known)} in control; a user has one in each stage).`;
}

function round(value: number): string {
  return String(Number(value.toFixed(value < 1 ? 2 : 1)));
}
