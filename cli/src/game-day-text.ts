import {
  type GameDayEvent,
  type GameDayState,
  type GameDayStepView,
  type GameDayView,
  gameDayStepKinds,
} from '@hormesis/contract/game-day.ts';
import { localTime, stateText } from './experiment-text.ts';
import { printable } from './printable.ts';
import { percent } from './share.ts';
import { facts, table } from './table.ts';
import { recoveryText } from './termination-text.ts';

/** Where a day stands, in a few words. */
export function dayStateText(state: GameDayState, stepCount: number): string {
  switch (state.name) {
    case 'planned':
      return 'planned';
    case 'running':
      return state.step < stepCount ? `on, step ${state.step + 1} of ${stepCount}` : 'on, all steps are over';
    case 'ended':
      if (state.outcome === 'completed') return `completed by ${state.by}`;
      return `aborted by ${state.by}${state.reason && `: ${state.reason}`}`;
  }
}

/** Where a step stands, in a few words. */
export function stepText({ state, experiment, termination }: GameDayStepView): string {
  switch (state.name) {
    case 'waiting':
      return 'waits';
    case 'running':
      if (experiment) return `${experiment.id}: ${stateText(experiment.state)}`;
      return termination ? `${termination.id}: ${recoveryText(termination.recovery)}` : 'goes on';
    case 'done':
      return state.reason ? `done: ${state.reason}` : 'done';
    case 'skipped':
    case 'halted':
      return `${state.name} by ${state.by}${state.reason && `: ${state.reason}`}`;
  }
}

/** One line of the day's timeline. Notes are told with their author. */
export function dayEventLine({ at, kind, actor, text }: GameDayEvent): string {
  const wrote = kind === 'note' ? `${actor}: ` : kind === 'observation' ? `${actor} saw: ` : '';
  return `${localTime(at)}  ${printable(`${wrote}${text}`)}`;
}

/** A day for a person: what it is, how far each step is, and what is next. */
export function dayLines(day: GameDayView): string[] {
  const { plan, steps, haltedExperiments, failingUsers } = day;
  const { maxTreatmentPpm, regions, maxMinutes } = plan.limits;
  const where = regions ? `, in ${regions.join(', ')} alone` : '';
  const { abort } = plan;
  return [
    printable(`${day.name}: ${dayStateText(day.state, day.stepCount)}`),
    ...facts([
      ['Game day', `${day.id} on ${day.path}`],
      ['Goal', day.goal],
      ['Lead', day.lead],
      ['Operators', plan.roles.operators.join(', ') || '-'],
      ['Observers', plan.roles.observers.join(', ') || '-'],
      ['Limits', `${percent(maxTreatmentPpm)} of live traffic${where}, ${maxMinutes} minutes`],
      ['Halted', soFar(haltedExperiments, abort.haltedExperiments, 'experiments')],
      ['Failing', soFar(failingUsers, abort.failingUsers, 'users in treatment')],
    ]),
    '',
    ...table(
      ['', 'step', 'kind', 'state'],
      steps.map((step, place) => [place + 1, step.title, gameDayStepKinds[step.step.kind], stepText(step)]),
    ),
    ...nextLines(day),
  ];
}

function soFar(count: number, most: number | undefined, what: string): string {
  return most === undefined ? `${count} ${what}` : `${count} of ${most} ${what}; the day ends then`;
}

/** What people are to do now. */
export function nextLines(day: GameDayView): string[] {
  if (day.state.name !== 'running') return [];
  const hand = day.steps[day.state.step];
  if (!hand) return ['', 'All steps are over: "hormesis gameday next" ends the day.'];
  if (hand.state.name !== 'running') return ['', 'The lead begins the step: hormesis gameday next'];
  if (hand.step.kind === 'manual')
    return ['', printable(hand.step.instructions), 'When it is done: hormesis gameday done'];
  return hand.step.kind === 'hold' ? ['', printable(hand.step.question)] : [];
}
