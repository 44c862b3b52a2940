import type { Window } from '@hormesis/contract/limits.ts';
import { closedDay } from '../../platform/closed-day.ts';
import type { Holidays } from '../../platform/holidays.ts';
import { momentOf, nextDate, zonedText, zonedTime } from '../../platform/zoned-time.ts';

/** Why a window is closed, and when it opens next: null when it does not within a year. */
export interface Closed {
  readonly reason: string;
  readonly opensAtMs: number | null;
}

const ALL_DAY = [{ from: '00:00', to: '24:00' }];
const LOOKED_AHEAD_DAYS = 366;

/**
 * Why `window` is closed at `atMs`, milliseconds since 1970, or null while it is open. Calendar and clock are those on the
 * wall of the window's zone: an hour that the clock skips is in no window, one that it shows twice is in it twice.
 */
export function closedAt(window: Window, holidays: Holidays, atMs: number): Closed | null {
  const { date, minute } = zonedTime(atMs, window.zone);
  const why = closedDay(window, holidays, date) ?? closedHour(window, minute);
  if (why === null) return null;
  const reason = `${zonedText(atMs, window.zone)} is outside the window: ${why}`;
  return { reason, opensAtMs: nextOpening(window, holidays, atMs, date) };
}

function closedHour({ hours = ALL_DAY }: Pick<Window, 'hours'>, minute: number): string | null {
  const inside = hours.some(({ from, to }) => minutesOf(from) <= minute && minute < minutesOf(to));
  return inside ? null : `open from ${hours.map(({ from, to }) => `${from} to ${to}`).join(' and from ')}`;
}

function nextOpening(window: Window, holidays: Holidays, afterMs: number, today: string): number | null {
  let date = today;
  for (let day = 0; day <= LOOKED_AHEAD_DAYS; day += 1, date = nextDate(date)) {
    if (closedDay(window, holidays, date) !== null) continue;
    const opens = (window.hours ?? ALL_DAY)
      .map((hours) => opening(date, hours, window.zone))
      .filter((atMs) => atMs !== null && atMs > afterMs);
    if (opens.length > 0) return Math.min(...opens.map(Number));
  }
  return null;
}

/** The first minute of `hours` that the clock shows on `date`; null when it is put forward over all of them. */
function opening(date: string, hours: { from: string; to: string }, zone: string): number | null {
  for (let minute = minutesOf(hours.from); minute < minutesOf(hours.to); minute += 1) {
    const atMs = momentOf(date, minute, zone);
    if (atMs !== null) return atMs;
  }
  return null;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
