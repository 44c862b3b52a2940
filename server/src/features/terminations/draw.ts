import type { TerminationApp } from '@hormesis/contract/terminations.ts';
import type { Chance } from '../../platform/chance.ts';
import { endOfWorkDaysBack, type WorkCalendar } from './work-calendar.ts';

const MINUTE_MS = 60_000;

/** What chance says of a group on one day. */
export type Draw =
  | { readonly kind: 'closed'; readonly because: string }
  /** The minimum between two kills is not over. */
  | { readonly kind: 'too_soon' }
  | { readonly kind: 'not_today' }
  | { readonly kind: 'planned'; readonly dueAtMs: number };

/**
 * On each day on which it may, a group is killed with a chance of one in so many. The days until that happens follow the
 * geometric law with mean n - 1, and the minimum comes on top: minimum + (mean - minimum + 1) - 1 is the mean.
 */
export function oddsOneIn({ meanWorkDays, minimumWorkDays }: TerminationApp): number {
  return meanWorkDays - minimumWorkDays + 1;
}

/** Draws for one group on `date`. Minutes before `nowMs` are over: a plan that is made late draws from what is left of the day. */
export function draw(
  app: TerminationApp,
  { date, nowMs, lastKilledAtMs }: { date: string; nowMs: number; lastKilledAtMs: number | null },
  calendar: WorkCalendar,
  chance: Chance,
): Draw {
  const hours = calendar.hoursOf(date);
  if (!hours) return { kind: 'closed', because: calendar.closedBecause(date) ?? `${date} has no work hours` };
  if (isTooSoon(calendar, date, lastKilledAtMs, app.minimumWorkDays)) return { kind: 'too_soon' };
  if (chance.below(oddsOneIn(app)) !== 0) return { kind: 'not_today' };
  const firstMs = hours.fromMs + Math.max(0, Math.ceil((nowMs - hours.fromMs) / MINUTE_MS)) * MINUTE_MS;
  const minutes = Math.ceil((hours.toMs - firstMs) / MINUTE_MS);
  if (minutes <= 0) return { kind: 'closed', because: `the work hours of ${date} are over` };
  return { kind: 'planned', dueAtMs: firstMs + chance.below(minutes) * MINUTE_MS };
}

/** True while the last kill is not `minimumWorkDays` work days ago on `date`. */
export function isTooSoon(
  calendar: WorkCalendar,
  date: string,
  lastKilledAtMs: number | null,
  minimumWorkDays: number,
): boolean {
  if (lastKilledAtMs === null) return false;
  const endMs = endOfWorkDaysBack(calendar, date, minimumWorkDays);
  return endMs === null || lastKilledAtMs >= endMs;
}
