import { z } from 'zod';

// Control characters stay out: the database cannot keep a NUL, and one such name would hold back an agent's whole report.
const PART = '[A-Za-z0-9._-]+';
const CALL_GROUP = new RegExp(`^(\\*|${PART})>(http|custom):${PART}(/\\P{Cc}{1,200})?$`, 'u');

/** `caller>kind:dependency[/operation]`, for instance `api>http:ratings` or `playback>custom:license/issue`. The caller may be `*`. */
export const callGroup = z
  .string()
  .max(300)
  .regex(CALL_GROUP, {
    error: (issue) =>
      `must have the form caller>kind:dependency[/operation] with kind http or custom, for instance "api>http:ratings", got ${JSON.stringify(issue.input)}`,
  });

/** How a journey depends on a call group: `essential`, it cannot work without it; `degradable`, it must survive without it. */
export const role = z.enum(['essential', 'degradable']);
export type Role = z.infer<typeof role>;
