import type { Repeat } from '@hormesis/contract/experiment.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** How often a plan comes: `every Tuesday at 10:30, Europe/Berlin`; what is rarer is told as it was written. */
export function repeatWords({ cron, zone }: Repeat): string {
  return `${cronWords(cron) ?? `by the clock: ${cron}`}, ${zone}`;
}

/** Words for a time of day on all or on some weekdays; null for any other expression. */
function cronWords(cron: string): string | null {
  const [minute = '', hour = '', day, month, named = ''] = cron.trim().toLowerCase().split(/\s+/);
  const weekday = named.replace(/sun|mon|tue|wed|thu|fri|sat/g, (name) => String(NAMES.indexOf(name)));
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour) || day !== '*' || month !== '*') return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (weekday === '*') return `every day at ${time}`;
  if (/^[0-7](,[0-7])*$/.test(weekday)) return `every ${listed(weekday.split(',').map(dayName))} at ${time}`;
  const span = /^([0-7])-([0-7])$/.exec(weekday);
  return span ? `${dayName(span[1])} to ${dayName(span[2])} at ${time}` : null;
}

function dayName(digit: string | undefined): string {
  return DAYS[Number(digit)] ?? '';
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
