import type { GateDecision, TerminationApp, TerminationSettings } from '@hormesis/contract/terminations.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { randomId } from '../../platform/chance.ts';
import type { Queryable } from '../../platform/database.ts';
import { doneBefore, once } from '../../platform/once.ts';
import { ask, seeGroup } from './ask.ts';
import { isTooSoon } from './draw.ts';
import { openFinding } from './finding-queries.ts';
import { type Amount, choose, firstRefusal } from './gates.ts';
import { appSettings, type Group } from './groups.ts';
import { KILL_LEASE_MS, kill } from './kill.ts';
import type { TerminationWay } from './platform-port.ts';
import type { Terminating } from './ports.ts';
import { calendarOf } from './settings.ts';
import { readSettings, type StoredSettings } from './settings-queries.ts';
import { heldSince } from './still-allowed.ts';
import type { Termination } from './termination.ts';
import { findTermination, insertTermination, lastKillIn, lockGroup } from './termination-queries.ts';
import type { Victim } from './victims.ts';
import { insertWatch } from './watch-queries.ts';

const MINUTE_MS = 60_000;

/** Under this name a request knows that it was recorded before. */
const DEED = 'terminate';

export interface StrikeRequest {
  readonly group: string;
  readonly by: string;
  readonly leashed: boolean;
  readonly amount: Amount;
  readonly oneAtATime: boolean;
  readonly plan: string | null;
  /** The game day whose step it is. */
  readonly gameDay?: string | undefined;
  /** The experiment that it is a step of. */
  readonly experiment?: string | undefined;
  /** Instead of what the settings say. */
  readonly pods?: 'evict' | 'delete' | undefined;
  readonly gracePeriodSeconds?: number | undefined;
  /** Written in the transaction that records it, so that a plan begins once. */
  recorded?(client: Queryable, termination: Termination): Promise<void>;
}

export type Strike =
  /** Nothing of this name was found; `problems` are places that could not be looked at. */
  | { readonly kind: 'no_such_group'; readonly problems: readonly string[] }
  | { readonly kind: 'refused'; readonly gates: readonly GateDecision[] }
  | { readonly kind: 'begun'; readonly termination: Termination; readonly over: Promise<void> };

/**
 * One kill, from the first gate to the last member: whoever asks, plan or person, goes this way. It is recorded under the
 * group's lock before any platform is asked, so of several replicas one kills; what was asked without an answer counts.
 */
export async function strike(on: Terminating, wanted: StrikeRequest): Promise<Strike> {
  const before = await doneBefore<string>(on.database, DEED);
  if (before !== undefined) return begunBefore(on, before);
  const sinceMs = await on.nowMs(on.database);
  const stored = await readSettings(on.database);
  const seen = await seeGroup(on, wanted.group, stored);
  if ('problems' in seen) return { kind: 'no_such_group', problems: seen.problems };
  const app = appSettings(stored.settings, seen.known.app);
  const request = leashedAs(wanted, stored.settings, app);
  const asked = await ask(on, request, { app, stored, ...seen });
  if (firstRefusal(asked.gates)) return { kind: 'refused', gates: asked.gates };
  const chosen = choose(asked.victims.eligible, request.amount, on.chance);
  if (chosen.length === 0) return { kind: 'refused', gates: replaced(asked.gates, [nobodyIn(request.amount)]) };
  const recorded = await record(on, request, { gates: asked.gates, known: seen.known, app, stored, chosen, sinceMs });
  if ('refused' in recorded) return { kind: 'refused', gates: recorded.refused };
  if ('before' in recorded) return begunBefore(on, recorded.before);
  return { kind: 'begun', termination: recorded, over: kill(on, recorded, recoverWithinMs(app)) };
}

/** An experiment kills by itself, like the schedule: it is on every leash there is, and makes a dry run then. */
function leashedAs(wanted: StrikeRequest, settings: TerminationSettings, app: TerminationApp): StrikeRequest {
  const leashed = wanted.leashed || (wanted.experiment !== undefined && (settings.leashed || app.leashed));
  return { ...wanted, leashed };
}

/** The same request, repeated, has been recorded meanwhile: nothing of this one stays. */
class DoneBefore extends Error {
  override readonly name = 'DoneBefore';
  readonly termination: string;

  constructor(termination: string) {
    super(`recorded before as ${termination}`);
    this.termination = termination;
  }
}

/** A repeated request is told what became of the first one; nobody is asked for again. */
async function begunBefore(on: Terminating, id: string): Promise<Strike> {
  const termination = await findTermination(on.database, id);
  if (!termination) throw new Error(`termination ${id} was recorded and is not there`);
  return { kind: 'begun', termination, over: Promise.resolve() };
}

/** Asks what needs the lock, and records; or gives all gates with the one that refused. */
function record(
  on: Terminating,
  request: StrikeRequest,
  {
    gates: early,
    known,
    app,
    stored,
    chosen,
    sinceMs,
  }: {
    gates: readonly GateDecision[];
    known: Group;
    app: TerminationApp;
    stored: StoredSettings;
    chosen: readonly Victim[];
    /** When it was asked for, milliseconds since 1970. */
    sinceMs: number;
  },
): Promise<Termination | { readonly refused: readonly GateDecision[] } | { readonly before: string }> {
  const recording = on.database.transaction(async (client) => {
    await lockGroup(client, known);
    // Its first try may have been looking while this one looked: that is no kill too soon, it is this one.
    const done = await doneBefore<string>(client, DEED);
    if (done !== undefined) return { before: done };
    const late = await decideLate(on, client, { ...request, group: known, sinceMs, chosen }, { app, stored });
    const gates = replaced(early, late);
    if (firstRefusal(gates)) return { refused: gates };
    const nowMs = await on.nowMs(client);
    const made: Termination = {
      ...{ id: `t${randomId(9)}`, group: request.group, app: app.app, at: new Date(nowMs) },
      ...{ leashed: request.leashed, actor: request.by },
      ...{ plan: request.plan, experiment: request.experiment ?? null },
      targets: chosen.map(({ group: { place, group }, member: { member, name, zone } }) => ({
        ...{ place, group, member, name, zone },
      })),
      how: { way: wayOf(request, app), oneAtATime: request.oneAtATime && chosen.length > 1 },
      gates,
      parts: partsOf(chosen),
    };
    await insertTermination(client, made);
    if (!made.leashed)
      await insertWatch(client, {
        ...{ termination: made.id, boot: on.boot, leaseMs: KILL_LEASE_MS },
        recoverUntilMs: nowMs + recoverWithinMs(app),
      });
    const names = made.targets.map(({ name }) => name);
    await writeAudit(client, made.actor, made.leashed ? 'termination_leashed' : 'termination', made.group, {
      ...{ termination: made.id, members: names, plan: made.plan, experiment: made.experiment },
    });
    await request.recorded?.(client, made);
    // Recorded first by the same request, through whichever replica: that one kills.
    const first = await once(client, DEED, async () => made.id);
    if (first !== made.id) throw new DoneBefore(first);
    return made;
  });
  return recording.catch((error: unknown) => {
    if (error instanceof DoneBefore) return { before: error.termination };
    throw error;
  });
}

/** What may have changed since the first look, asked again under the lock, and the minimum time. */
async function decideLate(
  on: Terminating,
  client: Queryable,
  {
    group,
    leashed,
    sinceMs,
    gameDay,
    experiment,
    chosen,
  }: { group: Group; sinceMs: number; chosen: readonly Victim[] } & Pick<
    StrikeRequest,
    'leashed' | 'gameDay' | 'experiment'
  >,
  { app, stored }: { app: TerminationApp; stored: StoredSettings },
): Promise<GateDecision[]> {
  const decisions: GateDecision[] = [];
  const held = heldSince(await on.readHold(client), sinceMs);
  if (held !== null) decisions.push({ gate: 'hold', passed: false, reason: held });
  const spared = leashed
    ? null
    : await on.sparedByGameDay(client, {
        ...{ gameDay: gameDay ?? null, termination: null, experiment: experiment ?? null },
        regions: chosen.map(({ group: { place } }) => place.region),
      });
  if (spared !== null) decisions.push({ gate: 'game_day', passed: false, reason: spared });
  if ((await readSettings(client)).version !== stored.version)
    decisions.push({ gate: 'enabled', passed: false, reason: 'the settings were changed meanwhile' });
  const finding = leashed ? null : await openFinding(client, group);
  if (finding) decisions.push({ gate: 'group', passed: false, reason: `${finding.id} is open: ${finding.reason}` });
  decisions.push(await decideMinimumTime(on, client, { group, leashed, app, stored }));
  return decisions;
}

async function decideMinimumTime(
  on: Terminating,
  client: Queryable,
  { group, leashed, app, stored }: { group: Group; leashed: boolean; app: TerminationApp; stored: StoredSettings },
): Promise<GateDecision> {
  const calendar = await calendarOf(stored.settings);
  const lastMs = await lastKillIn(client, group, leashed);
  const today = calendar.dateAt(await on.nowMs(client));
  const passed = !isTooSoon(calendar, today, lastMs, app.minimumWorkDays);
  const days = app.minimumWorkDays === 1 ? '1 work day lies' : `${app.minimumWorkDays} work days lie`;
  const last =
    lastMs === null ? 'nothing was killed here before' : `the last kill was at ${new Date(lastMs).toISOString()}`;
  return { gate: 'minimum_time', passed, reason: `${last}; at least ${days} between two` };
}

function wayOf({ group, pods, gracePeriodSeconds }: StrikeRequest, app: TerminationApp): TerminationWay {
  if (!group.startsWith('kubernetes/')) return { way: 'terminate' };
  return {
    way: pods ?? app.pods,
    gracePeriodSeconds: gracePeriodSeconds ?? app.gracePeriodSeconds ?? null,
  };
}

function partsOf(victims: readonly Victim[]): Termination['parts'] {
  const groups = [...new Set(victims.map(({ group }) => group))];
  return groups.map(({ place, group, members }) => ({
    ...{ place, group },
    healthyBefore: members.filter(({ state }) => state === 'healthy').length,
  }));
}

function recoverWithinMs({ healthyWithinMinutes }: TerminationApp): number {
  return healthyWithinMinutes * MINUTE_MS;
}

function nobodyIn(amount: Amount): GateDecision {
  const where = amount.kind === 'zone' ? `in zone ${amount.zone}` : 'here';
  return { gate: 'victim', passed: false, reason: `there is nobody ${where} who may die` };
}

/** `early` with what was asked again later in its place; what was asked for the first time comes last. */
function replaced(early: readonly GateDecision[], late: readonly GateDecision[]): GateDecision[] {
  const kept = early.map((gate) => late.find((each) => each.gate === gate.gate) ?? gate);
  return [...kept, ...late.filter(({ gate }) => !early.some((each) => each.gate === gate))];
}
