import { usageError } from './cli-error.ts';

const DURATION = /^(\d{1,6})(s|m|h)$/;
const SECONDS_PER = { s: 1, m: 60, h: 3_600 } as const;

/**
 * Reads `90s`, `15m` or `1h` as seconds.
 * @throws CliError when the unit is missing or the time lies outside the bounds (both in seconds, both allowed).
 */
export function parseDuration(text: string, minSeconds: number, maxSeconds: number): number {
  const match = DURATION.exec(text);
  const seconds = match ? Number(match[1]) * SECONDS_PER[match[2] as keyof typeof SECONDS_PER] : Number.NaN;
  if (seconds >= minSeconds && seconds <= maxSeconds) return seconds;
  throw usageError(
    `time ${JSON.stringify(text)} is not allowed: give a whole number with a unit (s, m or h) from ${duration(minSeconds)} to ${duration(maxSeconds)}`,
  );
}

/** Shows seconds in the largest unit that divides them: 900 is `15m`. */
export function duration(seconds: number): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}
