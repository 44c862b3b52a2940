import type { Identity } from '@hormesis/contract/access.ts';
import { type GameDayDeed, type GameDayStep, gameDayRoleOf } from '@hormesis/contract/game-day.ts';
import { ApiError } from '../../platform/api-error.ts';
import type { Queryable } from '../../platform/database.ts';
import { once } from '../../platform/once.ts';
import { nextRevision } from '../../platform/revision.ts';
import { type Day, type NewEvent, nextPlace, runningStep, stepAtHand, stepWords } from './game-day.ts';
import { findDay, readDaysOn, writeEvents } from './game-day-queries.ts';
import { doneEvent } from './judge.ts';
import type { GameDays } from './ports.ts';
import { refusedNow, refusedToRole } from './rights.ts';

/**
 * The day as it stands, when `by` may do `deed` now.
 * @throws ApiError not_found, not_allowed, wrong_state
 */
export async function permitted(client: Queryable, id: string, deed: GameDayDeed, by: Identity): Promise<Day> {
  const day = await findDay(client, id, true);
  if (!day) throw new ApiError('not_found', `there is no game day ${JSON.stringify(id)}`);
  refuse(day, deed, by);
  return day;
}

/** @throws ApiError not_allowed when `by` may not do that in this day, wrong_state when nobody may now. */
export function refuse(day: Day, deed: GameDayDeed, by: Identity): void {
  refuseRole(day, deed, by);
  const wrongState = refusedNow(day, deed);
  if (wrongState !== null) throw new ApiError('wrong_state', `game day ${id(day)}: ${wrongState}`);
}

/** @throws ApiError not_allowed when `by` may not do that in this day. */
export function refuseRole(day: Day, deed: GameDayDeed, by: Identity): void {
  const notAllowed = refusedToRole(day, deed, gameDayRoleOf(day, by));
  if (notAllowed !== null) throw new ApiError('not_allowed', `${by.name} may not: ${notAllowed}`);
}

function id(day: Day): string {
  return `${day.id} (${day.plan.name})`;
}

/**
 * One deed in one transaction under the day's lock, once for each request. Whatever changes what may run holds the ruleset
 * revision first, as starts and stages do.
 */
function deed(
  { database }: GameDays,
  dayId: string,
  wanted: { deed: GameDayDeed; by: Identity; changesLimits: boolean },
  work: (client: Queryable, day: Day) => Promise<readonly NewEvent[]> | readonly NewEvent[],
): Promise<void> {
  return database.transaction(async (client) => {
    await once(client, 'game_day', async () => {
      if (wanted.changesLimits) await nextRevision(client);
      const day = await permitted(client, dayId, wanted.deed, wanted.by);
      await writeEvents(client, dayId, await work(client, day));
      return null;
    });
  });
}

/** Starts the day: from then on only its step at hand runs on its path. */
export function startDay(on: GameDays, dayId: string, by: Identity, reason: string): Promise<void> {
  return deed(on, dayId, { deed: 'start', by, changesLimits: true }, async (client, day) => {
    await refuseStart(on, client, day);
    const text = `${by.name} started the game day${reason ? `: ${reason}` : ''}`;
    return [{ kind: 'started', step: null, actor: by.name, text }];
  });
}

async function refuseStart({ ports }: GameDays, client: Queryable, { plan }: Day): Promise<void> {
  const path = JSON.stringify(plan.path);
  const near = await ports.scenarios.pathsNear(client, plan.path);
  if (near.length === 0) throw new ApiError('path_unknown', `there is no critical path ${path}`);
  const other = (await readDaysOn(client)).find((each) => near.includes(each.plan.path));
  if (other) throw new ApiError('game_day_on', `the game day ${id(other)} is on, on ${other.plan.path}; one at a time`);
  const hold = await ports.readHold(client);
  if (hold.on) throw new ApiError('hold_switch_set', `the hold switch is set by ${hold.by}; release it first`);
  const alive = await ports.experiments.aliveOn(client, near);
  if (alive.length > 0)
    throw new ApiError(
      'path_in_use',
      `${alive.join(', ')} ${alive.length === 1 ? 'runs or is' : 'run or are'} paused on ${path}, or on a path that shares an entry with it; wait, or halt first`,
    );
}

/** What `next` leads to: an end of the day, a step of people, or something that another feature begins. */
type Next =
  | { readonly kind: 'complete'; readonly before: readonly NewEvent[] }
  | {
      readonly kind: 'begin';
      readonly place: number;
      readonly step: GameDayStep;
      readonly before: readonly NewEvent[];
    };

/** @throws ApiError wrong_state when another step than the one that was meant would begin, or be skipped, now. */
function refuseOther(day: Day, meant: number, now: number): void {
  if (meant === now) return;
  const words = now === day.steps.length ? 'all steps are over' : `it is the turn of ${stepWords(day, now)}`;
  throw new ApiError('wrong_state', `game day ${id(day)}: ${words}, and step ${meant + 1} was meant; look again`);
}

function decideNext(day: Day, meant: number, actor: string): Next {
  const place = nextPlace(day);
  refuseOther(day, meant, place);
  const talking = runningStep(day);
  const before = talking ? [doneEvent(day, talking.place, actor, '')] : [];
  const next = day.steps[place];
  return next ? { kind: 'begin', place, step: next.step, before } : { kind: 'complete', before };
}

function beganEvent(day: Day, place: number, actor: string, detail: Record<string, unknown> = {}): NewEvent {
  const text = `${actor} began ${stepWords(day, place)}`;
  return { kind: 'step_began', step: place, actor, text, detail };
}

/**
 * Begins the next step. `meant` is its place as whoever asks has seen it, so that nobody begins two by pressing twice; the
 * number of steps ends the day.
 * @throws ApiError with whatever refuses it; the step then waits, and the timeline says why.
 */
export async function nextStep(on: GameDays, dayId: string, by: Identity, meant: number): Promise<void> {
  try {
    await begin(on, dayId, by, meant);
  } catch (error) {
    if (error instanceof ApiError && error.refusals) await tellRefused(on, dayId, by.name, error);
    throw error;
  }
}

async function begin(on: GameDays, dayId: string, by: Identity, meant: number): Promise<void> {
  const day = await findDay(on.database, dayId);
  const step = day?.steps[nextPlace(day)]?.step;
  // Whom a platform has to be asked for is found outside of the transaction; everything is decided once more inside.
  if (day && step?.kind === 'termination') return strike(on, day, by, meant, step);
  return deed(on, dayId, { deed: 'next', by, changesLimits: true }, async (client, now) => {
    const next = decideNext(now, meant, by.name);
    if (next.kind === 'complete') {
      const text = `${by.name} ended the game day: all steps are over`;
      return [...next.before, { kind: 'completed', step: null, actor: by.name, text }];
    }
    if (next.step.kind === 'termination')
      throw new ApiError('wrong_state', `game day ${id(now)} was moved on meanwhile; look again`);
    const experiment = next.step.kind === 'experiment' ? on.ports.experiments.newId() : null;
    const began = beganEvent(now, next.place, by.name, experiment === null ? {} : { experiment });
    if (experiment === null || next.step.kind !== 'experiment') return [...next.before, began];
    // First the step: the limits let only the experiment run that the day's timeline names.
    await writeEvents(client, dayId, [...next.before, began]);
    const { scenario, trafficPpm, ramp } = next.step;
    const body = { scenario, ...(trafficPpm && { trafficPpm }), ...(ramp && { ramp }) };
    await on.ports.experiments.start(client, experiment, body, by);
    return [];
  });
}

/** The step is written in the transaction that records the kill: there is none without the other, whoever dies in between. */
function strike(
  on: GameDays,
  seen: Day,
  by: Identity,
  meant: number,
  step: Extract<GameDayStep, { kind: 'termination' }>,
): Promise<void> {
  return on.ports.terminations.strike(step, by.name, seen.id, async (client, termination) => {
    await nextRevision(client);
    const day = await permitted(client, seen.id, 'next', by);
    const halt = haltSince(day, seen);
    if (halt) throw new ApiError('wrong_state', `game day ${id(day)}: ${halt.text}, while the kill was looked at`);
    const next = decideNext(day, meant, by.name);
    if (next.kind === 'complete' || next.step.kind !== 'termination' || next.step.group !== step.group)
      throw new ApiError('wrong_state', `game day ${id(day)} was moved on meanwhile; look again`);
    await writeEvents(client, seen.id, [...next.before, beganEvent(day, next.place, by.name, { termination })]);
  });
}

/** A halt that was written after the day was `seen`: whoever pressed it wants nobody to die, whichever step it ended. */
function haltSince(day: Day, seen: Day) {
  return day.timeline.slice(seen.timeline.length).find(({ kind }) => kind === 'step_halted');
}

/** What refused a step belongs into the report as much as what ran. */
async function tellRefused(on: GameDays, dayId: string, actor: string, error: ApiError): Promise<void> {
  await on.database.transaction(async (client) => {
    const day = await findDay(client, dayId, true);
    if (day?.state.name !== 'running') return;
    // A discussion goes on when what comes after it is refused.
    const step = nextPlace(day);
    const text = `Refused: ${stepWords(day, step)}: ${error.message}`;
    const detail = { refusals: error.refusals };
    await writeEvents(client, dayId, [{ kind: 'step_refused', step, actor, text, detail }]);
  });
}

/** Leaves out the step at hand. */
export function skipStep(on: GameDays, dayId: string, by: Identity, meant: number, reason: string): Promise<void> {
  return deed(on, dayId, { deed: 'skip', by, changesLimits: true }, (_client, day) => {
    refuseOther(day, meant, stepAtHand(day)?.place ?? day.steps.length);
    const text = `${by.name} skipped ${stepWords(day, meant)}${reason ? `: ${reason}` : ''}`;
    return [{ kind: 'step_skipped', step: meant, actor: by.name, text, detail: { reason } }];
  });
}

/** A manual step is done, a discussion over. */
export function finishStep(on: GameDays, dayId: string, by: Identity, reason: string): Promise<void> {
  return deed(on, dayId, { deed: 'done', by, changesLimits: true }, (_client, day) => {
    const place = stepAtHand(day)?.place ?? 0;
    return [doneEvent(day, place, by.name, reason)];
  });
}

/** Writes down what somebody thought or saw; after the day too. */
export function write(
  on: GameDays,
  dayId: string,
  by: Identity,
  kind: 'note' | 'observation',
  text: string,
): Promise<void> {
  const name = kind === 'note' ? 'note' : 'observe';
  return deed(on, dayId, { deed: name, by, changesLimits: false }, (_client, day) => [
    { kind, step: stepAtHand(day)?.place ?? null, actor: by.name, text },
  ]);
}

/** Makes somebody else the lead. @throws ApiError bad_request when nobody of that name may run anything. */
export function handOver(on: GameDays, dayId: string, by: Identity, to: string, reason: string): Promise<void> {
  return deed(on, dayId, { deed: 'handover', by, changesLimits: false }, async (client, day) => {
    const role = await on.ports.roleNow(client, to);
    if (role !== 'operator' && role !== 'admin') {
      const message = `must name somebody with the role operator or admin, got ${JSON.stringify(to)}, ${role === null ? 'and nobody of that name may sign in' : `who has the role ${role}`}`;
      throw new ApiError('bad_request', `to: ${message}`, { problems: [{ field: 'to', message }] });
    }
    if (to === day.lead) throw new ApiError('wrong_state', `${to} leads game day ${id(day)} already`);
    const text = `${by.name} handed the game day over to ${to}${reason ? `: ${reason}` : ''}`;
    return [{ kind: 'handed_over', step: null, actor: by.name, text, detail: { to, from: day.lead, reason } }];
  });
}
