import type { TerminationCalendar, TerminationDay } from '@hormesis/contract/terminations.ts';
import classes from './terminations.module.css';

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });

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
          <span className="small">{wordsOf(day)}</span>
        </li>
      ))}
    </ol>
  );
}

function wordsOf({ closedBecause, plans, madeAt }: TerminationDay): string {
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
