import type { GameDayStepView, GameDayView } from '@hormesis/contract/game-day.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatDuration, formatTime } from '../../../lib/format-duration.ts';
import { unbroken } from '../../../lib/sentence.ts';
import { stepMarks } from '../state-marks.tsx';
import { stepKinds } from '../step-kinds.ts';
import classes from './step-list.module.css';

/** Every step in its order, with one icon and one colour for its state. `verdict` draws how the experiment of a step ended. */
export function StepList({ day, verdict }: { day: GameDayView; verdict: (step: GameDayStepView) => ReactNode }) {
  const hand = day.state.name === 'running' ? day.state.step : -1;
  return (
    <ol className={classes.list} aria-label="Steps">
      {day.steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is what stands at its place
        <li key={place} aria-current={place === hand ? 'step' : undefined} data-tone={stepMarks[step.state.name].tone}>
          <Icon step={step} />
          <div className={classes.words}>
            <div className={classes.title}>
              {place + 1}. {step.title}
            </div>
            <div className={classes.state}>
              {stepKinds[step.step.kind].words}, {stateWords(step, day.state.name === 'ended')}
            </div>
            {step.experiment && (
              <div className={classes.outcome}>
                <Link to={`/experiments/${step.experiment.id}`} className="link">
                  {step.experiment.id}
                </Link>
                {verdict(step)}
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Icon({ step: { state } }: { step: GameDayStepView }) {
  const { icon: Shape } = stepMarks[state.name];
  return (
    <span className={classes.icon} aria-hidden>
      <Shape size={18} />
    </span>
  );
}

function stateWords({ state, beganAt }: GameDayStepView, over: boolean): string {
  switch (state.name) {
    case 'waiting':
      return over ? 'never begun' : 'waiting';
    case 'running':
      return `goes on since ${formatTime(state.since)}`;
    case 'done': {
      const took = beganAt ? ` after ${formatDuration(Date.parse(state.at) - Date.parse(beganAt))}` : '';
      return `done${took}`;
    }
    case 'skipped':
    case 'halted':
      return unbroken(`${state.name} by ${state.by}${state.reason ? `: ${state.reason}` : ''}`);
  }
}
