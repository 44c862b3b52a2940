import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { type RampStep, rampSteps } from '@hormesis/contract/ramp-progress.ts';
import { formatAgo, formatDuration, formatTime } from '../../lib/format-duration.ts';
import { formatShare } from '../../lib/format-share.ts';
import { useClock } from '../../lib/use-clock.ts';
import classes from './ramp-steps.module.css';

/** The ramp: done, now, coming. */
export function RampSteps({ experiment }: { experiment: ExperimentView }) {
  const nowMs = useClock();
  return (
    <ol className={classes.ramp} aria-label="Ramp">
      {rampSteps(experiment, nowMs).map((step) => (
        <li
          key={step.key}
          data-state={step.state.name}
          data-verdict={experiment.verdict ?? undefined}
          aria-current={step.state.name === 'now' ? 'step' : undefined}
        >
          <div className={classes.track} aria-hidden>
            <i style={{ width: `${fill(step) * 100}%` }} />
          </div>
          <b>{formatShare(step.trafficPpm)}</b>
          <span>{stepWords(step, nowMs)}</span>
        </li>
      ))}
    </ol>
  );
}

function fill({ state }: RampStep): number {
  if (state.name === 'done') return 1;
  if (state.name === 'now') return state.fraction;
  return state.name === 'stopped' ? 1 : 0;
}

function stepWords({ state, holdMs }: RampStep, nowMs: number): string {
  switch (state.name) {
    case 'done':
      return state.passedAt ? `passed ${formatTime(state.passedAt)}` : 'passed';
    case 'now':
      return state.paused ? 'paused' : `since ${formatAgo(Date.parse(state.since), nowMs).replace(' ago', '')}`;
    case 'stopped':
      return 'stopped here';
    case 'coming':
      return `holds ${formatDuration(holdMs)}`;
  }
}
