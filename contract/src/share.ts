import { z } from 'zod';

/** All traffic, in parts per million. Shares are integers everywhere: a share that is not is refused, never rounded. */
export const WHOLE_PPM = 1_000_000;

/** A share of live traffic: an integer from 0 to 1,000,000 parts per million. */
export const trafficPpm = z
  .int({ error: (issue) => `must be an integer from 0 to 1000000 (parts per million), got ${describe(issue.input)}` })
  .min(0, {
    error: (issue) => `must be an integer from 0 to 1000000 (parts per million), got ${describe(issue.input)}`,
  })
  .max(WHOLE_PPM, {
    error: (issue) => `must be an integer from 0 to 1000000 (parts per million), got ${describe(issue.input)}`,
  });

/** Shows a refused value as the person wrote it, cut to 80 characters. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
