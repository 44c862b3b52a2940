import { createTask, type ScheduledTask, validateDetailed } from 'node-cron';
import { momentOf, nextDate, zonedTime } from '../../platform/zoned-time.ts';

/** A 29 February that has to be a Sunday comes once in 28 years; what comes more seldom than this never comes. */
const LOOKED_AHEAD_DAYS = 29 * 366;

/** What is wrong with a cron expression, or null. Five fields: an experiment has no seconds. */
export function cronProblem(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  const wanted = 'must be five fields: minute, hour, day of month, month, weekday, for instance "0 9 * * mon-fri"';
  if (fields.length !== 5) return `${wanted}, got ${JSON.stringify(cron)}`;
  const { valid, errors } = validateDetailed(cron);
  if (valid) return null;
  const told = errors.map(({ field, value }) => `${field} cannot be ${JSON.stringify(value ?? '')}`).join('; ');
  return `${wanted}; in ${JSON.stringify(cron)} ${told}`;
}

/**
 * The first moment after `afterMs` at which the wall clock of `zone` shows what `cron` says, milliseconds since 1970; null
 * when there is none. A time that the clock shows twice counts once, the first time; one that it skips does not come that day.
 * @throws Error for an expression with a `cronProblem`.
 */
export function nextRun(cron: string, zone: string, afterMs: number): number | null {
  const { fields } = validateDetailed(cron);
  if (!fields) throw new Error(cronProblem(cron) ?? 'not a cron expression');
  // Never started: it only says whether a moment matches, days such as "L" and "5#2" included.
  const task = createTask(cron, () => {}, { timezone: zone });
  try {
    const minutes = fields.hour
      .flatMap((hour) => fields.minute.map((minute) => hour * 60 + minute))
      .sort((a, b) => a - b);
    const months = new Set(fields.month);
    let { date } = zonedTime(afterMs, zone);
    for (let day = 0; day < LOOKED_AHEAD_DAYS; day += 1, date = nextDate(date)) {
      const found = months.has(Number(date.slice(5, 7))) ? runOn(task, date, minutes, zone, afterMs) : null;
      if (found !== null) return found;
    }
    return null;
  } finally {
    void task.destroy();
  }
}

/** The first of `minutes` on `date` after `afterMs`. One that does not match tells that the whole day does not. */
function runOn(
  task: ScheduledTask,
  date: string,
  minutes: readonly number[],
  zone: string,
  afterMs: number,
): number | null {
  let first: number | null = null;
  let matched = false;
  for (const minute of minutes) {
    const atMs = momentOf(date, minute, zone);
    if (atMs === null) continue;
    if (!matched && !task.match(new Date(atMs))) return null;
    matched = true;
    // The clock put back, a later minute may come before an earlier one.
    if (atMs > afterMs && (first === null || atMs < first)) first = atMs;
  }
  return first;
}
