import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { type GameDayStepView, type GameDayView, gameDayStepKinds } from '@hormesis/contract/game-day.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { dayEventLine, stepText } from '../game-day-text.ts';
import { outcomeText } from '../termination-text.ts';
import { experimentBody } from './experiment-body.ts';
import { length } from './figures.ts';
import { type Line, padTo, type SpanStyle } from './line.ts';
import { wrapped } from './wrapped.ts';

const MINUTE_MS = 60_000;
const KIND_COLUMNS = 13;
/** What stands around the title of a step: mark and number, kind, and room for how it is, "e7k2m9q4x1: running, stage 1". */
const STEP_COLUMNS = 6 + KIND_COLUMNS + 28;
/** With less, an experiment shows too little to be worth its lines. */
const LEAST_FOR_DETAIL = 6;
const LEAST_FOR_TIMELINE = 3;

const marks: Record<GameDayStepView['state']['name'], readonly [SpanStyle, string]> = {
  waiting: ['dim', '·'],
  running: ['treatment', '▶'],
  done: ['good', '✓'],
  skipped: ['dim', '↷'],
  halted: ['bad', '■'],
};

/** What a day is drawn from. */
export interface DayPicture {
  readonly day: GameDayView;
  /** The experiment of the step that goes on, or ended last; null: none, or not heard of yet. */
  readonly experiment: ExperimentView | null;
  readonly now: Now | null;
  /** Milliseconds since 1970, this machine's clock. */
  readonly atMs: number;
}

/** Steps, what goes on in the one at hand, and the newest of the timeline, in at most `rows` lines. */
export function gameDayBody(picture: DayPicture, columns: number, rows: number): Line[] {
  const { day } = picture;
  const forSteps = Math.max(3, Math.min(day.steps.length, Math.floor(rows / 3)));
  const steps = stepLines(day, columns, forSteps);
  const forDetail = rows - steps.length - 2 - LEAST_FOR_TIMELINE;
  const detail = forDetail >= LEAST_FOR_DETAIL ? detailLines(picture, columns, Math.min(forDetail, 24)) : [];
  const above = [...steps, ...(detail.length > 0 ? [[], ...detail] : []), []];
  const room = Math.max(0, rows - above.length);
  return [
    ...above,
    ...day.timeline.slice(-room || day.timeline.length).map((event): Line => [['dim', dayEventLine(event)]]),
  ].slice(0, rows);
}

/** The steps around the one at hand; those that have no room are counted. */
function stepLines(day: GameDayView, columns: number, most: number): Line[] {
  const { steps, state } = day;
  const hand = state.name === 'running' ? Math.min(state.step, steps.length - 1) : 0;
  const from = Math.max(0, Math.min(hand - 1, steps.length - most));
  const shown = steps.slice(from, from + most);
  const longest = Math.max(...shown.map(({ title }) => title.length)) + 1;
  const titleColumns = Math.max(16, Math.min(longest, columns - STEP_COLUMNS));
  return shown.map((step, index): Line => {
    const place = from + index;
    const left = steps.length - from - most;
    const more = index === shown.length - 1 && left > 0 ? `  (and ${left} more)` : '';
    return [
      marks[step.state.name],
      ` ${String(place + 1).padStart(2)}  `,
      [place === hand && state.name === 'running' ? 'bold' : 'plain', padTo(step.title, titleColumns)],
      ['dim', `${padTo(gameDayStepKinds[step.step.kind], KIND_COLUMNS)}${stepText(step)}${more}`],
    ];
  });
}

function detailLines({ day, experiment, now, atMs }: DayPicture, columns: number, rows: number): Line[] {
  const hand = day.state.name === 'running' ? day.steps[day.state.step] : undefined;
  if (hand?.state.name !== 'running') return experiment ? experimentBody(experiment, now, columns, rows) : [];
  switch (hand.step.kind) {
    case 'experiment':
      return experiment ? experimentBody(experiment, now, columns, rows) : [];
    case 'manual':
      return wrapped(hand.step.instructions, columns, rows).map((line): Line => [line]);
    case 'hold': {
      const leftMs = Date.parse(hand.state.since) + hand.step.minutes * MINUTE_MS - atMs;
      const time = leftMs > 0 ? `${length(leftMs)} left` : `${length(-leftMs)} over its time`;
      return [
        ...wrapped(hand.step.question, columns, rows - 1).map((line): Line => [['bold', line]]),
        [[leftMs > 0 ? 'dim' : 'warn', `Discussion: ${time} of ${hand.step.minutes} min`]],
      ];
    }
    case 'termination':
      return (hand.termination?.targets ?? [])
        .slice(0, rows)
        .map(
          ({ name, zone, outcome }): Line => [`${padTo(name, 32)}  ${padTo(zone ?? '', 12)}${outcomeText(outcome)}`],
        );
  }
}
