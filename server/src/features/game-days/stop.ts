import type { Identity } from '@hormesis/contract/access.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import { ApiError } from '../../platform/api-error.ts';
import { isDatabaseAway, type Queryable, within } from '../../platform/database.ts';
import { nextRevision } from '../../platform/revision.ts';
import { refuse, refuseRole } from './commands.ts';
import type { Stopped } from './days-on.ts';
import { type Day, experimentsOf, type NewEvent, runningStep, stepAtHand } from './game-day.ts';
import { findDay, writeEvents } from './game-day-queries.ts';
import { abortEvent, endedBy, haltedEvent } from './judge.ts';
import type { GameDays } from './ports.ts';

/** How long a halt asks the database for the step before it goes out, milliseconds. */
export const ASK_MS = 300;

/** How long the answer waits for the record, milliseconds: a halt is answered as soon. */
const RECORD_MS = 2_000;

type Stop = Stopped['stop'];

/**
 * Halts the step that goes on, or ends the day with everything of it. Agents are told before anything is written; while the
 * database is away they are told all the same, and the control loop writes the end of the step when it is back.
 * @returns what the agents confirmed; null when none had to be told.
 * @throws ApiError not_found, not_allowed, wrong_state
 */
export async function stopDay(
  on: GameDays,
  dayId: string,
  stop: Stop,
  by: Identity,
  reason: string,
): Promise<HaltReport | null> {
  const experiments = await mayStop(on, dayId, stop, by);
  const detail = reason || `${by.name} ${stop === 'halt' ? 'halted its step of' : 'ended'} the game day.`;
  const halting = experiments.length > 0 ? on.ports.halt({ experiments, actor: by.name, detail }) : null;
  const stopped = { stop, actor: by.name, reason };
  const recording = within(RECORD_MS, record(on, dayId, stopped)).catch((error: unknown) => {
    if (halting === null || !isDatabaseAway(error)) throw error;
    on.daysOn.unwritten.set(dayId, stopped);
    return [];
  });
  const [report, late] = await Promise.all([halting, recording]);
  // What began between the look and the record: the day may not go on with it.
  const missed = late.filter((each) => !experiments.includes(each));
  if (missed.length === 0) return report;
  return (await on.ports.halt({ experiments: missed, actor: by.name, detail })) ?? report;
}

/**
 * The experiments that may live of a day that `by` may stop. While the database is away or slow the day is the one that was read
 * last: agents must not wait for it. It may be from before its step began, so that then only the role is asked, and whatever
 * was last seen on its path belongs to it.
 */
async function mayStop(
  { database, daysOn, ports }: GameDays,
  id: string,
  stop: Stop,
  by: Identity,
): Promise<readonly string[]> {
  try {
    const day = await within(ASK_MS, findDay(database, id));
    if (day) {
      refuse(day, stop, by);
      return alive(day);
    }
  } catch (error) {
    const known = daysOn.days.find((each) => each.id === id);
    if (!known || !isDatabaseAway(error)) throw error;
    refuseRole(known, stop, by);
    return [...new Set([...alive(known), ...ports.experiments.lastSeenOn(known.plan.path)])];
  }
  throw new ApiError('not_found', `there is no game day ${JSON.stringify(id)}`);
}

/** Experiments of the day that may not have ended: that of the step that goes on. */
function alive(day: Day): string[] {
  const experiment = runningStep(day)?.experiment;
  return experiment ? [experiment] : [];
}

/** Writes the end; returns the experiments that belong to what was ended. */
function record(on: GameDays, dayId: string, { stop, actor, reason }: Stopped): Promise<string[]> {
  return on.database.transaction(async (client) => {
    await nextRevision(client);
    const day = await findDay(client, dayId, true);
    if (!day) return [];
    await writeEvents(client, dayId, eventsOf(day, stop, actor, reason));
    return alive(day);
  });
}

/** The halt itself may have been seen by the control loop already: then its step is over, and nothing is said twice. */
function eventsOf(day: Day, stop: Stop, actor: string, reason: string): NewEvent[] {
  const hand = stepAtHand(day);
  const ends = hand && (hand.state.name === 'running' || hand.step.kind === 'termination');
  if (stop === 'halt') return ends ? [haltedEvent(day, hand.place, actor, reason)] : [];
  if (day.state.name === 'ended') return [];
  return [...endedBy(day, actor, reason), abortEvent(actor, reason)];
}

/** Writes what was stopped while the database was away. A halt is nothing any more when the control loop has seen its end. */
export async function writeUnwritten(on: GameDays): Promise<void> {
  for (const [dayId, stopped] of on.daysOn.unwritten) {
    if (stopped.stop === 'abort') await record(on, dayId, stopped);
    on.daysOn.unwritten.delete(dayId);
  }
}

/** Halts what belongs to a day that is over and still lives: whoever ended it may have died in between. */
export async function haltLeftovers(on: GameDays, client: Queryable, day: Day): Promise<void> {
  if (day.state.name !== 'ended') return;
  const seen = await on.ports.experiments.seen(client, experimentsOf(day));
  const left = seen.filter(({ state }) => state === 'alive').map(({ id }) => id);
  if (left.length === 0) return;
  const { reason } = day.state;
  const detail = `Its game day is over${reason ? `: ${reason}` : '.'}`;
  await on.ports.halt({ experiments: left, actor: 'hormesis', detail });
}
