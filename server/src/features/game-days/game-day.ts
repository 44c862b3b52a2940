import {
  type GameDayEvent,
  type GameDayEventKind,
  type GameDayPlan,
  type GameDayState,
  type GameDayStep,
  type GameDayStepState,
  gameDayStepTitle,
} from '@hormesis/contract/game-day.ts';

const MINUTE_MS = 60_000;

/** A step, and how far it came. */
export interface StepNow {
  readonly step: GameDayStep;
  readonly title: string;
  readonly state: GameDayStepState;
  readonly beganAt: string | null;
  readonly beganBy: string | null;
  /** What it began; null before that, and for steps of people. */
  readonly experiment: string | null;
  readonly termination: string | null;
}

/** A game day as its timeline tells it. */
export interface Day {
  readonly id: string;
  readonly plan: GameDayPlan;
  readonly createdBy: string;
  readonly createdAt: string;
  /** Who leads it now. */
  readonly lead: string;
  readonly state: GameDayState;
  readonly steps: readonly StepNow[];
  readonly timeline: readonly GameDayEvent[];
}

/** What is to be written. The database gives it its place and its time. */
export interface NewEvent {
  readonly kind: GameDayEventKind;
  readonly step: number | null;
  readonly actor: string;
  readonly text: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

type Origin = Pick<Day, 'id' | 'plan' | 'createdBy' | 'createdAt'>;

/** The day that a timeline, oldest first, comes to. There is no other state: what is not in the timeline did not happen. */
export function dayOf(origin: Origin, timeline: readonly GameDayEvent[]): Day {
  const planned: Day = {
    ...origin,
    ...{ lead: origin.plan.roles.lead, state: { name: 'planned' }, timeline },
    steps: origin.plan.steps.map((step) => ({
      ...{ step, title: gameDayStepTitle(step), state: { name: 'waiting' } },
      ...{ beganAt: null, beganBy: null, experiment: null, termination: null },
    })),
  };
  return timeline.reduce(after, planned);
}

function after(day: Day, event: GameDayEvent): Day {
  const { at, actor: by, detail } = event;
  const reason = typeof detail.reason === 'string' ? detail.reason : '';
  switch (event.kind) {
    case 'started':
      return { ...day, state: { name: 'running', step: 0, since: at, endsAt: endOf(day.plan, at) } };
    case 'step_began':
      return withStep(day, event.step, (step) => ({
        ...{ ...step, state: { name: 'running', since: at }, beganAt: at, beganBy: by },
        ...{ experiment: textOrNull(detail.experiment), termination: textOrNull(detail.termination) },
      }));
    case 'step_done':
      return withStep(day, event.step, (step) => ({ ...step, state: { name: 'done', at, by, reason } }));
    case 'step_skipped':
      return withStep(day, event.step, (step) => ({ ...step, state: { name: 'skipped', at, by, reason } }));
    case 'step_halted':
      return withStep(day, event.step, (step) => ({ ...step, state: { name: 'halted', at, by, reason } }));
    case 'handed_over':
      return { ...day, lead: textOrNull(detail.to) ?? day.lead };
    case 'completed':
    case 'aborted':
      return { ...day, state: { name: 'ended', outcome: event.kind, at, by, reason } };
    case 'planned':
    case 'step_refused':
    case 'note':
    case 'observation':
      return day;
  }
}

function withStep(day: Day, place: number | null, change: (step: StepNow) => StepNow): Day {
  const steps = day.steps.map((step, index) => (index === place ? change(step) : step));
  const state = day.state.name === 'running' ? { ...day.state, step: handOf(steps) } : day.state;
  return { ...day, steps, state };
}

/** The place of the first step that is not over; the number of steps when all are. */
function handOf(steps: readonly StepNow[]): number {
  const place = steps.findIndex(({ state }) => state.name === 'waiting' || state.name === 'running');
  return place === -1 ? steps.length : place;
}

/** When the day ends by itself: so long after its start, and at the time of its plan at the latest. */
function endOf({ limits: { maxMinutes, endsAt } }: GameDayPlan, startedAt: string): string {
  const atMs = Date.parse(startedAt) + maxMinutes * MINUTE_MS;
  return new Date(endsAt === undefined ? atMs : Math.min(atMs, Date.parse(endsAt))).toISOString();
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The step at hand with its place; null while the day is not on, and when all steps are over. */
export function stepAtHand(day: Day): (StepNow & { readonly place: number }) | null {
  if (day.state.name !== 'running') return null;
  const step = day.steps[day.state.step];
  return step ? { ...step, place: day.state.step } : null;
}

/** The step that is going on, with its place, or null. */
export function runningStep(day: Day): (StepNow & { readonly place: number }) | null {
  const hand = stepAtHand(day);
  return hand?.state.name === 'running' ? hand : null;
}

/** The place of the step that `next` begins: the one at hand, or the one after a step that goes on. */
export function nextPlace(day: Day): number {
  if (day.state.name !== 'running') return 0;
  return day.state.step + (runningStep(day) ? 1 : 0);
}

/** Ids of all experiments that steps of the day began. */
export function experimentsOf({ steps }: Pick<Day, 'steps'>): string[] {
  return steps.flatMap(({ experiment }) => experiment ?? []);
}

/** `step 2 of 5 (Ratings are slow)`, counted from 1 as people do. */
export function stepWords({ steps }: Pick<Day, 'steps'>, place: number): string {
  return `step ${place + 1} of ${steps.length} (${steps[place]?.title ?? '?'})`;
}
