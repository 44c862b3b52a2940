import { type Day, experimentsOf, type NewEvent, runningStep, stepWords } from './game-day.ts';

/** An experiment of a day as far as the day is concerned. */
export interface SeenExperiment {
  readonly id: string;
  readonly state: 'alive' | 'completed' | 'halted' | 'cancelled';
  /** Who ended it, and how it ended, in a sentence. */
  readonly by: string;
  readonly words: string;
  /** Users in treatment that failed, of the KPI that harmed most. */
  readonly failingUsers: number;
}

/** A termination of a day. */
export interface SeenTermination {
  readonly id: string;
  /** Null while members are killed or the group recovers. */
  readonly ended: string | null;
}

/** Everything that a day is judged by. */
export interface Seen {
  /** The database's clock, milliseconds since 1970. */
  readonly nowMs: number;
  readonly experiments: readonly SeenExperiment[];
  readonly termination: SeenTermination | null;
  /** The last *halt all*, or null. */
  readonly haltAll: { readonly atMs: number; readonly by: string; readonly reason: string } | null;
}

/** How far a day has come toward its abort conditions. */
export function harmOf(experiments: readonly SeenExperiment[]): { haltedExperiments: number; failingUsers: number } {
  return {
    haltedExperiments: experiments.filter(({ state }) => state === 'halted').length,
    failingUsers: experiments.reduce((sum, each) => sum + each.failingUsers, 0),
  };
}

/**
 * What happened to a day that is on since its timeline was written last: its step ended, or it is aborted. At most one event
 * of each, the step's first; nothing while nothing happened, so that judging twice writes once.
 */
export function judge(day: Day, seen: Seen): NewEvent[] {
  if (day.state.name !== 'running') return [];
  const ended = stepEnd(day, seen);
  const why = abortedBecause(day, seen);
  if (why === null) return ended ? [ended] : [];
  return [...(ended ? [ended] : endedBy(day, 'hormesis', why)), abortEvent('hormesis', why)];
}

/** The end of the day, by a person or by itself. */
export function abortEvent(actor: string, reason: string): NewEvent {
  const text =
    actor === 'hormesis'
      ? `The game day ended by itself: ${reason}.`
      : `${actor} aborted the game day${reason ? `: ${reason}` : ''}`;
  return { kind: 'aborted', step: null, actor, text, detail: { reason } };
}

/** The step that goes on ends with its day. */
export function endedBy(day: Day, actor: string, reason: string): NewEvent[] {
  const running = runningStep(day);
  return running ? [haltedEvent(day, running.place, actor, reason)] : [];
}

/** A step that was halted. */
export function haltedEvent(day: Day, place: number, actor: string, reason: string): NewEvent {
  const words = stepWords(day, place);
  const text = `${actor} halted ${words}${reason ? `: ${reason}` : ''}`;
  return { kind: 'step_halted', step: place, actor, text, detail: { reason } };
}

function stepEnd(day: Day, seen: Seen): NewEvent | null {
  const running = runningStep(day);
  if (!running) return null;
  const { place, experiment, termination } = running;
  const ended = experiment ? experimentEnd(day, place, experiment, seen) : null;
  if (ended) return ended;
  const { haltAll } = seen;
  if (haltAll && haltAll.atMs > Date.parse(running.beganAt ?? ''))
    return haltedEvent(day, place, haltAll.by, haltAll.reason);
  if (termination && seen.termination?.id === termination && seen.termination.ended !== null)
    return doneEvent(day, place, 'hormesis', seen.termination.ended);
  return null;
}

function experimentEnd(day: Day, place: number, id: string, { experiments }: Seen): NewEvent | null {
  const seen = experiments.find((each) => each.id === id);
  if (!seen || seen.state === 'alive') return null;
  return seen.state === 'completed'
    ? doneEvent(day, place, seen.by, seen.words)
    : haltedEvent(day, place, seen.by, seen.words);
}

/** A step that came to its end. */
export function doneEvent(day: Day, place: number, actor: string, reason: string): NewEvent {
  const words = stepWords(day, place);
  const why = reason ? `: ${reason}` : '';
  const text = actor === 'hormesis' ? `Done: ${words}${why}` : `${actor} said that ${words} is done${why}`;
  return { kind: 'step_done', step: place, actor, text, detail: { reason } };
}

/** Why the day is over by itself; null while it is not. */
function abortedBecause({ state, plan, steps }: Day, { nowMs, experiments }: Seen): string | null {
  if (state.name !== 'running') return null;
  if (nowMs >= Date.parse(state.endsAt)) return `its time is over, since ${state.endsAt}`;
  const own = new Set(experimentsOf({ steps }));
  const { haltedExperiments, failingUsers } = harmOf(experiments.filter(({ id }) => own.has(id)));
  const { abort } = plan;
  if (abort.haltedExperiments !== undefined && haltedExperiments >= abort.haltedExperiments)
    return `${haltedExperiments} of its experiments were halted, and ${abort.haltedExperiments} are the most`;
  if (abort.failingUsers !== undefined && failingUsers >= abort.failingUsers)
    return `${failingUsers} users failed in treatment, and ${abort.failingUsers} are the most`;
  return null;
}
