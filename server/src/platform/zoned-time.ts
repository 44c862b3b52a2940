/** A moment as the calendar and the clock on the wall of a place show it. */
export interface ZonedTime {
  /** `2026-12-24`. */
  readonly date: string;
  /** Minutes since midnight, by the clock on the wall: 150 is 02:30, also on a day without or with two of it. */
  readonly minute: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What calendar and clock of `zone` show at `atMs`, milliseconds since 1970. */
export function zonedTime(atMs: number, zone: string): ZonedTime {
  const shown = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/**
 * When the clock of `zone` shows `minute` of `date`, milliseconds since 1970: the first time where it shows it twice, and
 * null where it never does, because the clock was put forward over it.
 */
export function momentOf(date: string, minute: number, zone: string): number | null {
  const asUtcMs = Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS;
  // A clock is put forward or back at most once within a day: one of these two offsets holds at the moment itself.
  const candidates = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map((nearMs) => asUtcMs - offsetMs(nearMs, zone));
  const shows = candidates.filter((atMs) => {
    const shown = zonedTime(atMs, zone);
    return shown.date === date && shown.minute === minute;
  });
  return shows.length > 0 ? Math.min(...shows) : null;
}

/** The day after `date`. */
export function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The day before `date`. */
export function previousDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** `atMs` as a person of `zone` writes it: "Thu, 24 Dec 2026, 09:00 (Europe/Berlin)". */
export function zonedText(atMs: number, zone: string): string {
  const text = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(atMs);
  return `${text} (${zone})`;
}

function offsetMs(atMs: number, zone: string): number {
  const { date, minute } = zonedTime(atMs, zone);
  return Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

// Making one costs a hundred times what using one does.
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  formats.set(zone, made);
  return made;
}
