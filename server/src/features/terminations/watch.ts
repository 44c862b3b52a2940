import { randomId } from '../../platform/chance.ts';
import type { Queryable } from '../../platform/database.ts';
import { ask, seeGroup } from './ask.ts';
import { insertFinding, openFinding } from './finding-queries.ts';
import { firstRefusal } from './gates.ts';
import { appSettings } from './groups.ts';
import { KILL_LEASE_MS, killOne, spareRest } from './kill.ts';
import type { GroupAddress } from './platform-port.ts';
import type { Terminating } from './ports.ts';
import { type SeenPart, type Standing, standingOf } from './recovery.ts';
import { readSettings } from './settings-queries.ts';
import { mayHaveDied, type Outcome, type Target, type Termination } from './termination.ts';
import {
  addTerminationEvent,
  eventsOf,
  findTermination,
  type StoredEvent,
  type TerminationEvent,
} from './termination-queries.ts';
import { claimWatches, endWatch, keepWatch, type Watch, writeStruck } from './watch-queries.ts';

/** How often a group is looked at while it recovers, and how long a look may take before another replica has one, milliseconds. */
const LOOK_EVERY_MS = 2_000;
const LOOK_LEASE_MS = 60_000;
const MOST_AT_ONCE = 20;
const MINUTE_MS = 60_000;

/** Looks at every group that is recovering and that no other replica looks at. */
export async function watchAll(on: Terminating): Promise<void> {
  const claimed = await claimWatches(on.database, { boot: on.boot, leaseMs: LOOK_LEASE_MS, most: MOST_AT_ONCE });
  await Promise.all(
    claimed.map((watch) =>
      watchOne(on, watch).catch((error: Error) =>
        on.log.warn({ err: error, termination: watch.termination }, 'a group could not be watched'),
      ),
    ),
  );
}

async function watchOne(on: Terminating, watch: Watch): Promise<void> {
  const made = await findTermination(on.database, watch.termination);
  if (!made) return;
  const events = await eventsOf(on.database, [made.id]);
  const outcomes = outcomesIn(events);
  if (watch.struckAt === null) return takeOver(on, watch, made, outcomes);
  const standing = await look(on, made, outcomes);
  const atMs = await on.nowMs(on.database);
  const ended = await on.database.transaction((client) =>
    step(on, client, { watch, made, events, outcomes, standing, atMs }),
  );
  if (ended === 'next') await killNext(on, watch, made, outcomes);
  if (ended === 'waits') await keepWatch(on.database, made.id, on.boot, LOOK_EVERY_MS);
}

/**
 * The replica that was killing died over it. They are killed one after the other: of the first without an outcome nobody
 * knows what became, and no other's turn had come. None is killed again.
 */
async function takeOver(
  on: Terminating,
  watch: Watch,
  made: Termination,
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  const atMs = await on.nowMs(on.database);
  await on.database.transaction(async (client) => {
    const recoverUntilMs = atMs + watch.recoverUntil.getTime() - made.at.getTime();
    if (!(await writeStruck(client, { termination: made.id, boot: on.boot, atMs, recoverUntilMs }))) return;
    const first = made.targets.find(({ member }) => !outcomes.has(member));
    if (!first) return;
    const detail: Outcome = { kind: 'unknown', reason: 'the control plane stopped while it was being killed' };
    await addTerminationEvent(client, made.id, atMs, { kind: 'target', member: first.member, detail });
    const known = new Map(outcomes).set(first.member, detail);
    await spareRest(client, made, known, atMs, 'the control plane stopped before its turn');
  });
}

async function look(on: Terminating, made: Termination, outcomes: ReadonlyMap<string, Outcome>): Promise<Standing> {
  const struck = made.targets.filter(({ member }) => isStruck(outcomes, member));
  // Nor does the next one die while the part that it is in is not whole.
  const left = made.targets.filter(({ member }) => !outcomes.has(member));
  const watched = made.parts.filter((part) => [...struck, ...left].some((target) => isIn(target, part)));
  const seen = watched.map(async (part): Promise<SeenPart> => {
    const members = struck.filter((target) => isIn(target, part)).map(({ member }) => member);
    const unknown = members.filter((member) => outcomes.get(member)?.kind === 'unknown');
    return { part, sighting: await on.lookout.find(part), struck: new Set(members), unknown: new Set(unknown) };
  });
  return standingOf(await Promise.all(seen));
}

interface Look {
  readonly watch: Watch;
  readonly made: Termination;
  readonly events: readonly StoredEvent[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly standing: Standing;
  readonly atMs: number;
}

/** Writes what the look showed. `next`: the group is whole, and another member waits for its turn. */
async function step(on: Terminating, client: Queryable, look: Look): Promise<'waits' | 'next' | 'over'> {
  const { watch, made, standing, outcomes, atMs } = look;
  // Keeps the row: another replica that took it over must not write the same.
  if (!(await keepWatch(client, made.id, on.boot, LOOK_LEASE_MS))) return 'over';
  const lastKill = lastKillIn(look);
  const afterMs = Math.max(0, atMs - lastKill.atMs);
  const tell = (event: TerminationEvent) => addTerminationEvent(client, made.id, atMs, event);
  if (standing.replaced && !lastKill.replaced) await tell({ kind: 'replaced', detail: { afterMs } });
  if (standing.healthy && !stillAlive(look)) {
    await tell({ kind: 'healthy', detail: { afterMs } });
    if (made.targets.some(({ member }) => !outcomes.has(member))) return 'next';
    await endWatch(client, made.id, on.boot);
    return 'over';
  }
  if (atMs < watch.recoverUntil.getTime() && !standing.gone) return 'waits';
  await endWatch(client, made.id, on.boot);
  await spareRest(client, made, outcomes, atMs, 'the termination was over before its turn');
  if (stillAlive(look)) {
    const reason = `nobody knows what became of the request, and ${standing.alive.join(', ')} lives on`;
    await tell({ kind: 'nothing', detail: { reason } });
    return 'over';
  }
  // Who was asked for without an answer and serves to the end was not killed: nobody stands in for it.
  if (standing.healthyWithUnknown) {
    await tell({ kind: 'healthy', detail: { afterMs } });
    return 'over';
  }
  const reason = `after ${Math.round(afterMs / MINUTE_MS)} minutes ${standing.missing || 'the group is not whole'}`;
  await tell({ kind: 'not_recovered', detail: { afterMs, reason } });
  await insertFinding(client, { id: `tf${randomId(7)}`, group: made.group, termination: made.id, atMs, reason });
  return 'over';
}

/** True when nothing is known to have died, and all that may have are still there. */
function stillAlive({ outcomes, standing }: Look): boolean {
  const struck = [...outcomes.values()].filter(mayHaveDied);
  return struck.every(({ kind }) => kind === 'unknown') && standing.alive.length === struck.length;
}

/** One at a time: the group is whole again, and the next one dies, unless anything that was asked before the first says no by now. */
async function killNext(
  on: Terminating,
  watch: Watch,
  made: Termination,
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  const target = made.targets.find(({ member }) => !outcomes.has(member));
  if (!target) return;
  await keepWatch(on.database, made.id, on.boot, KILL_LEASE_MS);
  const spared = await sparedNow(on, made, target);
  const outcome: Outcome = spared === null ? await killOne(on, made, target) : { kind: 'not_tried', reason: spared };
  const atMs = await on.nowMs(on.database);
  const recoverUntilMs = atMs + watch.recoverUntil.getTime() - (watch.struckAt ?? made.at).getTime();
  await on.database.transaction(async (client) => {
    await addTerminationEvent(client, made.id, atMs, { kind: 'target', member: target.member, detail: outcome });
    await writeStruck(client, { termination: made.id, boot: on.boot, atMs, recoverUntilMs });
  });
}

/** Why `target` must not die now, by a new look at the group and all gates; or null. */
async function sparedNow(on: Terminating, made: Termination, target: Target): Promise<string | null> {
  const stored = await readSettings(on.database);
  const seen = await seeGroup(on, made.group, stored);
  if ('problems' in seen) return seen.problems.join('; ') || `there is no group ${made.group} any more`;
  const app = appSettings(stored.settings, seen.known.app);
  const { gates, victims } = await ask(on, made, { app, stored, ...seen });
  const finding = await openFinding(on.database, seen.known);
  const refusal = firstRefusal(gates);
  if (refusal) return `${refusal.gate.replace('_', ' ')}: ${refusal.reason}`;
  if (finding) return `${finding.id} is open: ${finding.reason}`;
  const eligible = victims.eligible.some(({ group, member }) => isIn(target, group) && member.member === target.member);
  return eligible ? null : ['it may not die any more', ...victims.spared].join('; ');
}

/** What became of each member, by its last word. */
export function outcomesIn(events: readonly StoredEvent[]): ReadonlyMap<string, Outcome> {
  return new Map(
    events.flatMap(({ event }) => (event.kind === 'target' ? [[event.member, event.detail] as const] : [])),
  );
}

/** When the last member was killed, and whether it has been replaced since. */
function lastKillIn({ events, made }: Look): { readonly atMs: number; readonly replaced: boolean } {
  const index = events.findLastIndex(({ event }) => event.kind === 'target' && mayHaveDied(event.detail));
  const since = events.slice(index + 1);
  return {
    atMs: (events[index]?.at ?? made.at).getTime(),
    replaced: since.some(({ event }) => event.kind === 'replaced'),
  };
}

function isStruck(outcomes: ReadonlyMap<string, Outcome>, member: string): boolean {
  const outcome = outcomes.get(member);
  return outcome !== undefined && mayHaveDied(outcome);
}

function isIn(target: Target, part: GroupAddress): boolean {
  const { place, group } = part;
  return target.group === group && target.place.account === place.account && target.place.region === place.region;
}
