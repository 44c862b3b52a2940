import { fail } from './lifecycle.ts';

/** The text of an environment variable; without it the process ends with one clear line. */
export function requiredText(service: string, variable: string): string {
  const value = process.env[variable];
  return value ? value : fail(service, `the environment variable ${variable} is missing`);
}

/** A whole number from 0 upwards, or `fallback` when the variable is not set. Anything else ends the process. */
export function wholeNumber(service: string, variable: string, fallback?: number): number {
  const text = process.env[variable] || undefined;
  if (text === undefined && fallback !== undefined) return fallback;
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  return fail(
    service,
    `the environment variable ${variable} must be a whole number, got ${JSON.stringify(text ?? null)}`,
  );
}
