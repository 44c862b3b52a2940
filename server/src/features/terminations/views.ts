import type {
  Recovery,
  TargetOutcome,
  TerminationCalendar,
  TerminationGroup,
  TerminationGroups,
  TerminationPlan,
  TerminationSettings,
  TerminationView,
} from '@hormesis/contract/terminations.ts';
import type { Queryable } from '../../platform/database.ts';
import { nextDate, previousDate } from '../../platform/zoned-time.ts';
import { isTooSoon, oddsOneIn } from './draw.ts';
import { victimsNow } from './gates.ts';
import { appSettings, type Group, groupsOf } from './groups.ts';
import { failureText, type Look } from './lookout.ts';
import { plannedFromMs } from './plan-day.ts';
import { listDays, listPlans, type Plan } from './plan-queries.ts';
import type { Terminating } from './ports.ts';
import { calendarOf } from './settings.ts';
import { readSettings } from './settings-queries.ts';
import { mayHaveDied, type Outcome, type Termination } from './termination.ts';
import { eventsOf, lastKillOf, lastKills, listTerminations, type StoredEvent } from './termination-queries.ts';
import { firstDayAfterGap, type WorkCalendar } from './work-calendar.ts';

/** How old a look may be that people are shown, milliseconds: a page that is reloaded asks no cloud again. */
const LOOK_MAX_AGE_MS = 30_000;
const MOST_VICTIMS = 50;
const DAYS_BACK = 14;
const DAYS_AHEAD = 7;

/** What was found, and what the settings mean for it. */
export async function viewGroups(on: Terminating): Promise<TerminationGroups> {
  const look = await on.lookout.all(LOOK_MAX_AGE_MS);
  const { settings } = await readSettings(on.database);
  const calendar = await calendarOf(settings);
  const today = calendar.dateAt(await on.nowMs(on.database));
  const { dry, real } = await lastKills(on.database);
  return {
    lookedAt: new Date(look.atMs).toISOString(),
    places: look.places.map(placeOf),
    items: groupsOf(look.groups, settings).map((group) =>
      groupView(group, settings, { calendar, today, dryMs: lastKillOf(dry, group), realMs: lastKillOf(real, group) }),
    ),
  };
}

function placeOf({ place, failure }: Look['places'][number]): TerminationGroups['places'][number] {
  const problem = failure && {
    ...{ kind: failure.kind, code: failure.code, message: failureText(failure) },
    missingPermission: failure.missingPermission,
  };
  return { ...place, problem };
}

function groupView(
  group: Group,
  settings: TerminationSettings,
  known: { calendar: WorkCalendar; today: string; dryMs: number | null; realMs: number | null },
): TerminationGroup {
  const app = appSettings(settings, group.app);
  const { parts, ...named } = group;
  const members = parts.flatMap((part) => part.members);
  const { eligible, spared } = victimsNow(group, app, settings);
  const inAccount = settings.accounts.includes(group.account) || settings.accounts.includes('*');
  const enabled = settings.enabled && inAccount && app.enabled;
  const leashed = settings.leashed || app.leashed;
  const lastMs = leashed ? known.dryMs : known.realMs;
  const { minimumWorkDays: workDays } = app;
  const soon = lastMs !== null && isTooSoon(known.calendar, known.today, lastMs, workDays);
  return {
    ...named,
    ...{
      enabled,
      leashed,
      members: members.length,
      healthy: members.filter(({ state }) => state === 'healthy').length,
    },
    desired: parts.some((part) => part.desiredCount === null) ? null : sum(parts.map((part) => part.desiredCount ?? 0)),
    oddsOneIn: enabled ? oddsOneIn(app) : null,
    nextVictims: eligible.slice(0, MOST_VICTIMS).map(({ member: { member, name, zone } }) => ({ member, name, zone })),
    ...{ eligible: eligible.length, spared: spared.slice(0, MOST_VICTIMS) },
    lastKilledAt: lastMs === null ? null : new Date(lastMs).toISOString(),
    notBefore: soon ? firstDayAfterGap(known.calendar, { date: known.today, killedAtMs: lastMs, workDays }) : null,
  };
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}

/** The last two weeks and the next one. */
export async function viewCalendar(on: Terminating): Promise<TerminationCalendar> {
  const { settings } = await readSettings(on.database);
  const calendar = await calendarOf(settings);
  const nowMs = await on.nowMs(on.database);
  const today = calendar.dateAt(nowMs);
  const days = [...daysFrom(today, DAYS_BACK, previousDate).reverse(), today, ...daysFrom(today, DAYS_AHEAD, nextDate)];
  const [from, to] = [days[0] ?? today, days.at(-1) ?? today];
  const [made, plans] = [await listDays(on.database, from, to), await listPlans(on.database, from, to)];
  return {
    zone: calendar.zone,
    today,
    nextPlanAt: settings.enabled ? nextPlanAt(calendar, today, nowMs, made) : null,
    days: days.map((day) => {
      const plan = made.find((each) => each.day === day);
      return {
        ...{ day, closedBecause: calendar.closedBecause(day), madeAt: plan?.madeAt.toISOString() ?? null },
        ...{ problems: plan?.problems ?? [], plans: plans.filter((each) => each.day === day).map(planView) },
      };
    }),
  };
}

function daysFrom(day: string, count: number, step: (date: string) => string): string[] {
  const days: string[] = [];
  for (let last = step(day); days.length < count; last = step(last)) days.push(last);
  return days;
}

function nextPlanAt(
  calendar: WorkCalendar,
  today: string,
  nowMs: number,
  made: readonly { readonly day: string }[],
): string | null {
  const open = [today, ...daysFrom(today, 366, nextDate)].find(
    (day) => (calendar.hoursOf(day)?.toMs ?? 0) > nowMs && !made.some((each) => each.day === day),
  );
  const atMs = open === undefined ? null : plannedFromMs(calendar, open);
  return atMs === null ? null : new Date(Math.max(atMs, nowMs)).toISOString();
}

export function planView({ dueAt, ...plan }: Plan): TerminationPlan {
  return { ...plan, dueAt: dueAt.toISOString() };
}

/** The last terminations, newest first; of one group, or of all. */
export async function viewTerminations(
  client: Queryable,
  which: { group: string | null; limit: number },
): Promise<TerminationView[]> {
  const made = await listTerminations(client, which);
  const events = await eventsOf(
    client,
    made.map(({ id }) => id),
  );
  return made.map((each) =>
    terminationView(
      each,
      events.filter(({ termination }) => termination === each.id),
    ),
  );
}

/** A termination with what became of it. */
export function terminationView(made: Termination, events: readonly StoredEvent[]): TerminationView {
  return {
    ...{ id: made.id, at: made.at.toISOString(), group: made.group, app: made.app, leashed: made.leashed },
    ...{ by: made.actor, plan: made.plan, experiment: made.experiment, gates: [...made.gates] },
    targets: made.targets.map(({ member, name, zone, group, place }) => ({
      ...{ member, name, zone, group, region: place.region },
      outcome: made.leashed ? { kind: 'leashed' } : outcomeView(events, member),
    })),
    recovery: recoveryOf(made, events),
  };
}

function outcomeView(events: readonly StoredEvent[], member: string): TargetOutcome {
  const last = events.findLast(({ event }) => event.kind === 'target' && event.member === member);
  if (last?.event.kind !== 'target') return { kind: 'pending' };
  return outcomeWords(last.event.detail, last.at.toISOString());
}

function outcomeWords(outcome: Outcome, at: string): TargetOutcome {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'killed', at };
    case 'failed': {
      const { kind: failure, code, words, missingPermission } = outcome.failure;
      return { kind: 'failed', at, failure, code, words, missingPermission };
    }
    case 'refused':
    case 'already_ending':
    case 'vanished':
    case 'unknown':
    case 'not_tried':
      return { ...outcome, at };
  }
}

/** How the group came back after the last member that died. */
function recoveryOf(made: Termination, events: readonly StoredEvent[]): Recovery {
  const died = events.findLastIndex(({ event }) => event.kind === 'target' && mayHaveDied(event.detail));
  if (made.leashed || died === -1 || events.some(({ event }) => event.kind === 'nothing')) return { name: 'none' };
  let replacedAfterMs: number | null = null;
  for (const { event } of events.slice(died + 1)) {
    if (event.kind === 'replaced') replacedAfterMs = event.detail.afterMs;
    if (event.kind === 'healthy') return { name: 'healthy', replacedAfterMs, healthyAfterMs: event.detail.afterMs };
    if (event.kind === 'not_recovered') return { name: 'not_recovered', replacedAfterMs, ...event.detail };
  }
  return { name: 'watching', replacedAfterMs };
}
