import type { Weekday, Window } from '@hormesis/contract/limits.ts';
import type { Holidays } from './holidays.ts';
import { weekdayOf } from './zoned-time.ts';

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Why a day is outside, whatever the hour, as half a sentence; or null. */
export function closedDay(
  { weekdays, excludedDates }: Pick<Window, 'weekdays' | 'excludedDates'>,
  holidays: Holidays,
  date: string,
): string | null {
  const weekday = WEEKDAYS[weekdayOf(date)];
  if (weekdays && weekday && !weekdays.includes(weekday)) return `${weekday} is none of ${weekdays.join(', ')}`;
  if (excludedDates.includes(date)) return `${date} is excluded`;
  const holiday = holidays(date);
  return holiday === null ? null : `${date} is a public holiday, ${holiday}`;
}
