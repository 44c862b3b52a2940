import type { WorkHours } from '@hormesis/contract/terminations.ts';
import { closedDay } from '../../platform/closed-day.ts';
import type { Holidays } from '../../platform/holidays.ts';
import { momentOf, nextDate, previousDate, zonedTime } from '../../platform/zoned-time.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** A calendar without a work day in so many days is a mistake, and counting back in it would never end. */
const LOOKED_THROUGH_DAYS = 366;

/** Work days and work hours of one place. */
export interface WorkCalendar {
  readonly zone: string;
  /** Why nothing may die on `date`, or null on a work day. */
  closedBecause(date: string): string | null;
  /** The work hours of `date`, milliseconds since 1970, the end excluded; null on other days. */
  hoursOf(date: string): { readonly fromMs: number; readonly toMs: number } | null;
  /** The day that the calendar of the place shows. */
  dateAt(atMs: number): string;
}

/** Days are looked up again and again when gaps are counted back, and each asks the time zone's clock several times. */
const MOST_REMEMBERED = 4_000;

type Day =
  | { readonly kind: 'closed'; readonly because: string }
  | { readonly kind: 'open'; readonly fromMs: number; readonly toMs: number };

/** The calendar of `hours`. Where the clock is put forward over an edge of the window, the next minute it shows counts. */
export function workCalendar(hours: WorkHours, holidays: Holidays): WorkCalendar {
  const { zone } = hours;
  const days = new Map<string, Day>();
  const dayOf = (date: string): Day => {
    const known = days.get(date);
    if (known) return known;
    if (days.size >= MOST_REMEMBERED) days.clear();
    const day = readDay(hours, holidays, date);
    days.set(date, day);
    return day;
  };
  return {
    zone,
    closedBecause(date) {
      const day = dayOf(date);
      return day.kind === 'closed' ? day.because : null;
    },
    hoursOf(date) {
      const day = dayOf(date);
      return day.kind === 'open' ? day : null;
    },
    dateAt: (atMs) => zonedTime(atMs, zone).date,
  };
}

function readDay(hours: WorkHours, holidays: Holidays, date: string): Day {
  const { zone, from, to } = hours;
  const because = closedDay(hours, holidays, date);
  if (because !== null) return { kind: 'closed', because };
  const [fromMs, toMs] = [momentFrom(date, minutesOf(from), zone), momentFrom(date, minutesOf(to), zone)];
  if (fromMs < toMs) return { kind: 'open', fromMs, toMs };
  return { kind: 'closed', because: `the clock of ${zone} skips ${from} to ${to} on ${date}` };
}

/**
 * What was killed before this moment is at least `workDays` work days ago on `date`: the end of the work hours of the day
 * that lies so many work days back. null where the calendar has not so many.
 */
export function endOfWorkDaysBack(calendar: WorkCalendar, date: string, workDays: number): number | null {
  let back = date;
  for (let found = 0, looked = 0; looked < LOOKED_THROUGH_DAYS * workDays; looked += 1) {
    back = previousDate(back);
    const hours = calendar.hoursOf(back);
    if (!hours) continue;
    found += 1;
    if (found === workDays) return hours.toMs;
  }
  return null;
}

/** The first day from `date` on, `date` included, on which a kill at `killedAtMs` is `workDays` work days ago; null: not within a year. */
export function firstDayAfterGap(
  calendar: WorkCalendar,
  { date, killedAtMs, workDays }: { date: string; killedAtMs: number; workDays: number },
): string | null {
  let day = date;
  for (let looked = 0; looked <= LOOKED_THROUGH_DAYS; looked += 1, day = nextDate(day)) {
    if (calendar.closedBecause(day) !== null) continue;
    const endMs = endOfWorkDaysBack(calendar, day, workDays);
    if (endMs !== null && killedAtMs < endMs) return day;
  }
  return null;
}

/** When the clock shows `minute` of `date`, or the first minute after it that it does show. */
function momentFrom(date: string, minute: number, zone: string): number {
  for (let later = minute; ; later += 1) {
    const [day, shown] = later < DAY_MINUTES ? [date, later] : [nextDate(date), later - DAY_MINUTES];
    const atMs = momentOf(day, shown, zone);
    if (atMs !== null) return atMs;
    // No clock is put forward by more than a day: some zones once left one out of the calendar.
    if (later > minute + 2 * DAY_MINUTES) return Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS;
  }
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
