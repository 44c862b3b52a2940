import { type GameDayDeed, type GameDayRights, type GameDayRole, gameDayDeeds } from '@hormesis/contract/game-day.ts';
import { type Day, runningStep, stepAtHand, stepWords } from './game-day.ts';

const ROLES = ['lead', 'operator', 'observer', 'admin', 'guest'] as const satisfies readonly GameDayRole[];

/** Whoever may stop things may stop a day; an admin may also take over one whose lead is gone. */
const allowed: Readonly<Record<GameDayDeed, readonly GameDayRole[]>> = {
  start: ['lead'],
  next: ['lead'],
  skip: ['lead'],
  done: ['lead', 'operator', 'admin'],
  note: ['lead', 'operator', 'observer', 'admin'],
  observe: ['lead', 'operator', 'observer', 'admin'],
  halt: ['lead', 'operator', 'admin'],
  abort: ['lead', 'admin'],
  handover: ['lead', 'admin'],
};

/** Why nobody of this role may ever do that in this day; null: they may. */
export function refusedToRole(day: Day, deed: GameDayDeed, role: GameDayRole): string | null {
  if (allowed[deed].includes(role)) return null;
  return `${deed} is for ${peopleWho(day, deed)}${advice(day, deed)}`;
}

/** Who stands by may still stop what fails people: every operator can halt an experiment. */
function advice(day: Day, deed: GameDayDeed): string {
  const experiment = runningStep(day)?.experiment;
  return deed === 'halt' && experiment ? `; an operator can halt its experiment ${experiment} alone` : '';
}

function peopleWho({ lead, plan: { roles } }: Day, deed: GameDayDeed): string {
  const people: Partial<Record<GameDayRole, string>> = {
    lead: `the lead (${lead})`,
    operator: `operators of the day (${roles.operators.join(', ') || 'none'})`,
    observer: `observers (${roles.observers.join(', ') || 'none'})`,
    admin: 'admins',
  };
  return allowed[deed].map((role) => people[role]).join(', ');
}

/** Why nobody may do that as the day stands; null: it can be done. */
export function refusedNow(day: Day, deed: GameDayDeed): string | null {
  const { name } = day.state;
  switch (deed) {
    case 'start':
      return name === 'planned' ? null : `the game day is ${name === 'running' ? 'on' : 'over'} already`;
    case 'note':
    case 'observe':
      return null;
    case 'abort':
      return name === 'ended' ? 'the game day is over already' : null;
    case 'handover':
      return name === 'ended' ? 'the game day is over' : null;
    case 'next':
    case 'skip':
    case 'done':
    case 'halt':
      return notOn(day) ?? refusedStep(day, deed);
  }
}

function notOn({ state }: Day): string | null {
  if (state.name === 'planned') return 'the game day has not been started';
  return state.name === 'ended' ? 'the game day is over' : null;
}

function refusedStep(day: Day, deed: 'next' | 'skip' | 'done' | 'halt'): string | null {
  const hand = stepAtHand(day);
  if (!hand) return deed === 'next' ? null : 'all steps are over; next ends the day';
  const words = stepWords(day, hand.place);
  const { kind } = hand.step;
  const running = hand.state.name === 'running';
  const ofPeople = kind === 'manual' || kind === 'hold';
  switch (deed) {
    case 'next':
      if (!running || kind === 'hold') return null;
      return `${words} goes on: ${kind === 'manual' ? 'say that it is done, or skip or halt it' : 'wait until it ends, or halt it'}`;
    case 'skip':
      return running && !ofPeople ? `${words} goes on: halt it instead` : null;
    case 'done':
      if (!running) return `${words} has not begun`;
      return ofPeople ? null : `${words} is done by itself when its ${kind} has ended`;
    case 'halt':
      // A kill that is being looked at is not written down yet: halted now, it does not begin.
      return running || kind === 'termination' ? null : `${words} has not begun: there is nothing to halt`;
  }
}

/** What each role may do now, and why not. */
export function rightsOf(day: Day): Record<GameDayRole, GameDayRights> {
  return record(ROLES, (role) =>
    record(gameDayDeeds, (deed) => {
      const reason = refusedToRole(day, deed, role) ?? refusedNow(day, deed);
      return { may: reason === null, reason: reason ?? '' };
    }),
  );
}

function record<Key extends string, Value>(keys: readonly Key[], of: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>;
}
