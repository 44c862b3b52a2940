import type { Queryable } from '../../platform/database.ts';
import type { Terminating } from './ports.ts';
import { readSettings } from './settings-queries.ts';
import { deniedNow, heldSince } from './still-allowed.ts';
import { type Outcome, outcomeOf, type Target, type Termination } from './termination.ts';
import { addTerminationEvent } from './termination-queries.ts';
import { endWatch, keepWatch, writeStruck } from './watch-queries.ts';

/** So long other replicas leave a kill alone: longer than all tries for one member together. */
export const KILL_LEASE_MS = 180_000;
/** However long a platform asks to be left alone, milliseconds: the claim on the kill lasts no longer. */
const MOST_WAIT_MS = 20_000;
/** Waits before the next try where a platform asks for fewer requests, milliseconds. */
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Asks for each member of what was recorded, and writes what became of it. Never throws: what goes wrong is an outcome. */
export async function kill(on: Terminating, made: Termination, recoverWithinMs: number): Promise<void> {
  try {
    if (made.leashed) return;
    const blind = await untracked(on, made);
    const outcomes = blind === null ? await killEach(on, made) : await spareAll(on, made, blind);
    await conclude(on, made, outcomes, recoverWithinMs);
  } catch (error) {
    // Whoever takes the watch over finds members without an outcome, and says that it is unknown.
    on.log.error({ err: error, termination: made.id }, 'what became of a termination could not be written');
  }
}

/** Why a tracker keeps everybody alive, or null. */
async function untracked(on: Terminating, made: Termination): Promise<string | null> {
  for (const tracker of on.trackers) {
    try {
      await tracker.track(made);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return `the tracker ${tracker.name} could not be told: ${words}`;
    }
  }
  return null;
}

function spareAll(on: Terminating, made: Termination, reason: string): Promise<Outcome[]> {
  return inTurn(made.targets, (target) => write(on, made, target, { kind: 'not_tried', reason }));
}

async function killEach(on: Terminating, made: Termination): Promise<Outcome[]> {
  const targets = made.how.oneAtATime ? made.targets.slice(0, 1) : made.targets;
  return inTurn(targets, async (target) => write(on, made, target, await killOne(on, made, target)));
}

/** Tries again only where the platform said that it did nothing because it was asked too often. */
export async function killOne(on: Terminating, made: Termination, target: Target): Promise<Outcome> {
  for (let attempt = 0; ; attempt += 1) {
    const held = await mayGoOn(on, made);
    if (held !== null) return { kind: 'not_tried', reason: held };
    const answer = await on.lookout.terminate(target, made.how.way);
    const waitMs = BACKOFF_MS[attempt];
    if (answer.kind !== 'failed' || answer.failure.kind !== 'throttled' || waitMs === undefined)
      return outcomeOf(answer);
    await on.pause(Math.min(MOST_WAIT_MS, Math.max(waitMs, answer.failure.retryAfterMs ?? 0)));
  }
}

/** Why the next member lives: somebody halted or forbade it, or another replica has taken over; null: nothing keeps it alive. */
async function mayGoOn(on: Terminating, made: Termination): Promise<string | null> {
  const held = heldSince(await on.readHold(on.database), made.at.getTime());
  if (held !== null) return held;
  const spared = await on.sparedByGameDay(on.database, {
    ...{ gameDay: null, termination: made.id, experiment: made.experiment },
    regions: made.targets.map(({ place }) => place.region),
  });
  if (spared !== null) return spared;
  const denied = deniedNow((await readSettings(on.database)).settings, made);
  if (denied !== null) return denied;
  if (made.experiment !== null && !(await on.experimentRuns(on.database, made.experiment)))
    return `experiment ${made.experiment} does not run any more`;
  return (await keepWatch(on.database, made.id, on.boot, KILL_LEASE_MS)) ? null : 'another control plane took over';
}

async function write(on: Terminating, made: Termination, target: Target, outcome: Outcome): Promise<Outcome> {
  const atMs = await on.nowMs(on.database);
  await addTerminationEvent(on.database, made.id, atMs, { kind: 'target', member: target.member, detail: outcome });
  return outcome;
}

/** Nobody died: over, and it does not count. Else the group is watched from now on. */
async function conclude(
  on: Terminating,
  made: Termination,
  outcomes: readonly Outcome[],
  recoverWithinMs: number,
): Promise<void> {
  const atMs = await on.nowMs(on.database);
  // They are asked for in order, so whoever has an outcome comes first.
  const asked = made.targets.slice(0, outcomes.length).map(({ member }) => member);
  const died = outcomes.some(({ kind }) => kind === 'done' || kind === 'unknown');
  await on.database.transaction(async (client) => {
    if (died) {
      const recoverUntilMs = atMs + recoverWithinMs;
      await writeStruck(client, { termination: made.id, boot: on.boot, atMs, recoverUntilMs });
    } else if (await endWatch(client, made.id, on.boot)) {
      await spareRest(client, made, new Set(asked), atMs, 'the termination was over before its turn');
      const reason = 'no member was killed';
      await addTerminationEvent(client, made.id, atMs, { kind: 'nothing', detail: { reason } });
    }
  });
}

/** Of those whose turn never came it is said that they live: nobody waits for it any more. */
export async function spareRest(
  client: Queryable,
  made: Termination,
  known: { has(member: string): boolean },
  atMs: number,
  reason: string,
): Promise<void> {
  for (const { member } of made.targets)
    if (!known.has(member))
      await addTerminationEvent(client, made.id, atMs, {
        kind: 'target',
        member,
        detail: { kind: 'not_tried', reason },
      });
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
