import { z } from 'zod';
import { describe } from './share.ts';

/** Where load may be sent: scheme, host and port, nothing else. */
export const loadOrigin = z.string().refine(isOrigin, {
  error: (issue) =>
    `must be http:// or https:// with a host and a port, and nothing else, got ${describe(issue.input)}`,
});

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^/]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

const path = z.string().regex(/^\/[^\s#]{0,500}$/, {
  error: (issue) =>
    `must be a path of an entry route, for instance "/play/paper-harbour", got ${describe(issue.input)}`,
});

/** Load that an experiment brings along, by GET on entry routes of its path. */
export const broughtLoad = z.strictObject({
  /** One of the targets that the limits name. */
  target: loadOrigin,
  paths: z.array(path).min(1).max(50),
  /** When the ramp is over. */
  requestsPerSecond: z.int().min(1).max(1_000),
  /** It rises in five steps within this time, milliseconds. */
  rampMs: z.int().min(0).max(600_000).default(10_000),
  /** `testers`: every request meets the faults and counts as nobody's. `ordinary`: each unit falls into an arm as others do. */
  as: z.enum(['testers', 'ordinary']),
  /** So many different units, where the path reads them from a header, a cookie or the query. */
  units: z.int().min(1).max(1_000_000).default(1_000),
});
export type BroughtLoad = z.infer<typeof broughtLoad>;

/** How much traffic an experiment needs, and what it brings of it. */
export const loadPlan = z
  .strictObject({
    /** Different units a second on the path, over ten seconds; the ramp holds below it. */
    minUnitsPerSecond: z.int().min(1).max(1_000_000).optional(),
    bring: broughtLoad.optional(),
  })
  .refine(({ minUnitsPerSecond, bring }) => minUnitsPerSecond !== undefined || bring !== undefined, {
    error: 'must demand a rate, bring load, or both',
  });
export type LoadPlan = z.infer<typeof loadPlan>;
