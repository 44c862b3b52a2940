import type { TerminationCalendar, TerminationDay } from '@hormesis/contract/terminations.ts';
import classes from './terminations.module.css';

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
const date = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Three weeks as days: which are work days, and how much is planned and was done on each. */
export function CalendarStrip({ calendar: { days, today } }: { calendar: TerminationCalendar }) {
  return (
    <ol className={classes.calendar} aria-label="Calendar">
      {days.map((day) => (
        <li
          key={day.day}
          data-closed={day.closedBecause !== null || undefined}
          data-today={day.day === today || undefined}
        >
          <time dateTime={day.day} title={day.closedBecause ?? day.day}>
            {weekday.format(new Date(`${day.day}T00:00:00Z`))} {Number(day.day.slice(8))}
          </time>
          <span className="small">{dayWords(day)}</span>
        </li>
      ))}
    </ol>
  );
}

/** A day of the calendar as people name it: `Fri, 27 Nov`. */
export function dayName(day: string): string {
  return date.format(new Date(`${day}T00:00:00Z`));
}

/** What was planned on a day, and how much of it has begun. */
export function dayWords({ closedBecause, plans, madeAt }: TerminationDay): string {
  if (plans.length > 0) {
    const begun = plans.filter(({ state }) => state.name === 'begun').length;
    const planned = plans.filter(({ state }) => state.name === 'planned').length;
    const others = plans.length - begun - planned;
    const parts = [
      begun > 0 && `${begun} begun`,
      planned > 0 && `${planned} planned`,
      others > 0 && `${others} not done`,
    ];
    return parts.filter(Boolean).join(', ');
  }
  if (closedBecause !== null) return 'closed';
  return madeAt === null ? '' : 'nothing';
}
