import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { useMemo } from 'react';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatMeasuredShare, formatPoints } from '../../lib/format-share.ts';
import { ArmMark } from './arm-mark.tsx';
import { armSeries, armTotals, stageMarks, windowOf } from './arm-series.ts';
import { ArmsChart } from './arms-chart.tsx';

/** Treatment against control: two lines, their figures, and the difference. */
export function ArmsPanel({ experiment }: { experiment: ExperimentView }) {
  const { points, timeline, ramp } = experiment;
  const series = useMemo(() => armSeries(points), [points]);
  const marks = useMemo(() => stageMarks({ timeline, ramp }), [timeline, ramp]);
  const { treatment, control } = armTotals(experiment);
  const shares = {
    treatment: formatMeasuredShare(treatment.failing, treatment.known),
    control: formatMeasuredShare(control.failing, control.known),
  };
  const label = `Failing users over time: treatment ${shares.treatment}, control ${shares.control}`;
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
        <ArmsChart series={series} marks={marks} label={label} />
      ) : (
        <Empty title="No outcomes yet.">The lines begin when the first users of both arms have an outcome.</Empty>
      )}
      <p className="small muted">
        {differenceWords(treatment, control)} Each point of the lines is the share of the last{' '}
        {formatDuration(windowOf(points))}.
      </p>
    </Panel>
  );
}

type Sums = { failing: number; known: number };

function differenceWords(treatment: Sums, control: Sums): string {
  if (treatment.known === 0 || control.known === 0) return 'The difference is shown once both arms have outcomes.';
  const ppm = (treatment.failing / treatment.known - control.failing / control.known) * 1_000_000;
  return `Difference so far, over all stages: ${formatPoints(ppm)} for treatment (${treatment.failing} of ${treatment.known} users failed, control ${control.failing} of ${control.known}).`;
}
