import type { TerminationSettings } from '@hormesis/contract/terminations.ts';
import { randomId } from '../../platform/chance.ts';
import { draw } from './draw.ts';
import { appSettings, groupsOf } from './groups.ts';
import { failureText } from './lookout.ts';
import { claimDay, drawnGroups, insertPlan, keepHold, writeDay } from './plan-queries.ts';
import type { Terminating } from './ports.ts';
import { calendarOf } from './settings.ts';
import { readSettings } from './settings-queries.ts';
import { heldSince } from './still-allowed.ts';
import { lastKillOf, lastKills } from './termination-queries.ts';
import type { WorkCalendar } from './work-calendar.ts';

const MINUTE_MS = 60_000;
/** The plan of a day is made so long before its work hours begin, so that people can look at it. */
const AHEAD_MS = 60 * MINUTE_MS;
/** A replica that dies while it plans is replaced after this; places that could not be looked at are tried again after that. */
const LEASE_MS = 5 * MINUTE_MS;
const RETRY_MS = 15 * MINUTE_MS;
/** A look this old is good enough to plan with, milliseconds. */
const LOOK_MAX_AGE_MS = 60_000;

/** When the plan of `day` is made, milliseconds since 1970; null on a day without work hours. */
export function plannedFromMs(calendar: WorkCalendar, day: string): number | null {
  const hours = calendar.hoursOf(day);
  if (!hours) return null;
  const aheadMs = hours.fromMs - AHEAD_MS;
  // Not on the day before: that has its own plan.
  return calendar.dateAt(aheadMs) === day ? aheadMs : hours.fromMs;
}

/**
 * Makes the plan of this day when it is time and nobody has; called as often as one likes. Each group is drawn once a day,
 * whoever planned it; groups that the settings or a place hid until now are drawn when they show.
 */
export async function makePlan(on: Terminating): Promise<void> {
  const { version, settings } = await readSettings(on.database);
  if (!settings.enabled) return;
  const calendar = await calendarOf(settings);
  const nowMs = await on.nowMs(on.database);
  const day = calendar.dateAt(nowMs);
  const fromMs = plannedFromMs(calendar, day);
  if (fromMs === null || nowMs < fromMs || nowMs >= (calendar.hoursOf(day)?.toMs ?? 0)) return;
  if ((await on.readHold(on.database)).on) return;
  const claim = { day, boot: on.boot, settingsVersion: version, leaseMs: LEASE_MS };
  if (!(await claimDay(on.database, claim))) return;
  const look = await on.lookout.all(LOOK_MAX_AGE_MS);
  const problems = look.places.flatMap(({ place, failure }) =>
    failure ? [`${place.platform}/${place.account}/${place.region}: ${failureText(failure)}`] : [],
  );
  await on.database.transaction(async (client) => {
    // A halt cancels what is planned: one that came during the look must not find its plans made afterwards.
    if (heldSince(await keepHold(client), nowMs) !== null) return;
    const candidates = groupsOf(look.groups, settings).filter(({ app, account }) => takesPart(settings, app, account));
    const drawn = await drawnGroups(client, day);
    const last = await lastKills(client);
    for (const group of candidates) {
      const { key, app: name } = group;
      if (drawn.has(key)) continue;
      const app = appSettings(settings, name);
      const leashed = settings.leashed || app.leashed;
      const lastKilledAtMs = lastKillOf(leashed ? last.dry : last.real, group);
      const said = draw(app, { date: day, nowMs, lastKilledAtMs }, calendar, on.chance);
      if (said.kind !== 'planned' && said.kind !== 'not_today') continue;
      const dueAtMs = said.kind === 'planned' ? said.dueAtMs : null;
      await insertPlan(client, { id: `p${randomId(9)}`, day, group: key, app: name, leashed, dueAtMs });
    }
    await writeDay(client, { day, atMs: nowMs, settingsVersion: version, problems, retryMs: RETRY_MS });
  });
}

function takesPart(settings: TerminationSettings, app: string, account: string): boolean {
  const allowed = settings.accounts.includes(account) || settings.accounts.includes('*');
  return allowed && appSettings(settings, app).enabled;
}
