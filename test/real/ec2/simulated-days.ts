import { beginDue } from '@hormesis/server/features/terminations/begin-due.ts';
import { makePlan, plannedFromMs } from '@hormesis/server/features/terminations/plan-day.ts';
import { listPlans } from '@hormesis/server/features/terminations/plan-queries.ts';
import type { Listing, Place, TerminationPlatform } from '@hormesis/server/features/terminations/platform-port.ts';
import { calendarOf } from '@hormesis/server/features/terminations/settings.ts';
import { readSettings } from '@hormesis/server/features/terminations/settings-queries.ts';
import { listTerminations } from '@hormesis/server/features/terminations/termination-queries.ts';
import { watchAll } from '@hormesis/server/features/terminations/watch.ts';
import { openStage } from '../../server/terminations/stage.ts';

export interface Kill {
  readonly group: string;
  readonly leashed: boolean;
  readonly member: string;
  /** Of the simulation, from 1. */
  readonly workDay: number;
  /** What calendar and clock of the place showed, read by another way than the schedule's. */
  readonly date: string;
  readonly weekday: string;
  readonly minute: number;
  /** undefined: nobody was asked. */
  readonly outcome: string | undefined;
}

const DAY_MS = 86_400_000;
const ZONE = 'America/Los_Angeles';
/** Groups come and go seldom: they are listed anew after so many days; who is in them is read before each kill. */
const LISTED_EVERY_DAYS = 60;

/** The schedule itself on simulated days, from a Friday before a change of the clocks on, against a real platform. */
export async function simulate(
  platform: TerminationPlatform,
  apps: readonly object[],
  workDays: number,
): Promise<{ kills: Kill[]; planned: number }> {
  const remembered = remembering(platform);
  const stage = await openStage([remembered.platform], 6);
  try {
    const schedule = { zone: ZONE, from: '09:00', to: '15:00', holidays: { country: 'US' } };
    await stage.settings({ kind: 'Terminations', enabled: true, leashed: false, accounts: ['*'], schedule, apps });
    const calendar = await calendarOf((await readSettings(stage.database)).settings);
    const dates = new Map<string, number>();
    let planned = 0;
    for (let noonMs = Date.parse('2026-03-06T20:00:00Z'), day = 0; dates.size < workDays; noonMs += DAY_MS, day += 1) {
      if (day % LISTED_EVERY_DAYS === 0) remembered.forget();
      const date = calendar.dateAt(noonMs);
      const fromMs = plannedFromMs(calendar, date);
      if (fromMs !== null) dates.set(date, dates.size + 1);
      stage.nowMs = fromMs ?? noonMs;
      await makePlan(stage.on);
      const plans = (await listPlans(stage.database, date, date)).filter(({ state }) => state.name === 'planned');
      planned += plans.length;
      for (const dueMs of [...new Set(plans.map(({ dueAt }) => dueAt.getTime()))].sort((a, b) => a - b)) {
        stage.nowMs = dueMs;
        await (await beginDue(stage.on)).over;
      }
      await watchAll(stage.on);
    }
    const made = await listTerminations(stage.database, { group: null, limit: 100_000 });
    const kills = made.reverse().map(async ({ id, group, leashed, at, targets }): Promise<Kill> => {
      const shown = clock(at);
      const [outcome] = leashed ? [] : await stage.outcomes(id);
      const workDay = dates.get(shown.date) ?? 0;
      return { group, leashed, member: targets[0]?.member ?? '', workDay, ...shown, outcome: outcome?.kind };
    });
    return { kills: await Promise.all(kills), planned };
  } finally {
    await stage.stop();
  }
}

/** The platform itself, but a place is listed once until everything is forgotten. */
function remembering(platform: TerminationPlatform): { platform: TerminationPlatform; forget(): void } {
  const listings = new Map<Place, Promise<Listing>>();
  return {
    platform: {
      ...{ kind: platform.kind, places: platform.places },
      list(place, signal) {
        const listing = listings.get(place) ?? platform.list(place, signal);
        listings.set(place, listing);
        return listing;
      },
      find: (group, signal) => platform.find(group, signal),
      terminate: (member, way, signal) => platform.terminate(member, way, signal),
      close: async () => {},
    },
    forget: () => listings.clear(),
  };
}

const shownThere = new Intl.DateTimeFormat('en-CA', {
  ...{ timeZone: ZONE, hourCycle: 'h23', weekday: 'short', hour: '2-digit', minute: '2-digit' },
  ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
});

function clock(at: Date): { date: string; weekday: string; minute: number } {
  const part = Object.fromEntries(shownThere.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${part.year}-${part.month}-${part.day}`,
    weekday: (part.weekday ?? '').replace('.', ''),
    minute: Number(part.hour) * 60 + Number(part.minute),
  };
}
