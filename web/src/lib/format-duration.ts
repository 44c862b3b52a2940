const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in the two largest units that matter: `312 ms`, `8 s`, `1 min 50 s`, `3 h 2 min`, `2 d 4 h`. No line breaks within a unit. */
export function formatDuration(ms: number): string {
  const length = Math.max(0, ms);
  if (length < SECOND) return `${Math.round(length)}\u00a0ms`;
  if (length < MINUTE) return `${Math.floor(length / SECOND)}\u00a0s`;
  if (length < HOUR) return two(length, MINUTE, 'min', SECOND, 's');
  if (length < DAY) return two(length, HOUR, 'h', MINUTE, 'min');
  return two(length, DAY, 'd', HOUR, 'h');
}

/** The same without rounding, for a field that somebody may change: `1.5 s`, `1 min 30 s`. It can be typed again. */
export function formatExactDuration(ms: number): string {
  if (ms < SECOND) return `${ms} ms`;
  const [hours, minutes, seconds] = [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE), (ms % MINUTE) / SECOND];
  return [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter(Boolean).join(' ');
}

/** How long ago, for a person: `just now`, `40 s ago`, `3 h 2 min ago`; a moment ahead is `in 8 s`. */
export function formatAgo(thenMs: number, nowMs: number): string {
  const passed = nowMs - thenMs;
  if (Math.abs(passed) < 2 * SECOND) return 'just now';
  return passed > 0 ? `${formatDuration(passed)} ago` : `in ${formatDuration(-passed)}`;
}

/** Time of day in the browser's zone: `14:06:22`. */
export function formatTime(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    new Date(iso),
  );
}

/** Date, time and zone: `18 May 2031, 14:06:22 CEST`. */
export function formatMoment(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(iso));
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const first = Math.floor(ms / large);
  const second = Math.floor((ms % large) / small);
  return second === 0 ? `${first}\u00a0${largeName}` : `${first}\u00a0${largeName} ${second}\u00a0${smallName}`;
}
