import { z } from 'zod';
import { callGroup, role } from './call-group.ts';
import { guardedKpis } from './kpi.ts';
import { name, words } from './name.ts';
import type { Where } from './place.ts';
import { ramp } from './ramp.ts';
import { trafficPpm } from './share.ts';

/**
 * One route at which a journey enters the fleet: `GET /play/:title`. No wider than what agents compile: one route that
 * they cannot read would take all rules away from that entry.
 */
const route = z.string().regex(/^[A-Z]{1,20} \/[^\s?#]{0,500}$/, {
  error: (issue) =>
    `must be a method and a path without a query, for instance "GET /play/:title", got ${JSON.stringify(issue.input)}`,
});

export const entry = z.strictObject({
  service: name,
  routes: z.array(route).min(1).max(50),
  /** An inner entry lies behind another one: it keeps a valid arm token and does not count the request again. */
  inner: z.boolean().default(false),
});

/** Where the unit is read: a header, a cookie, a query parameter, or every request on its own. */
export const unitSource = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('header'),
    name: z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be 1 to 100 letters, digits or -'),
  }),
  z.strictObject({
    from: z.literal('cookie'),
    name: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be 1 to 100 letters, digits, _, . or -'),
  }),
  z.strictObject({
    from: z.literal('query'),
    name: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be 1 to 100 letters, digits, _, . or -'),
  }),
  z.strictObject({ from: z.literal('request') }),
]);
export type UnitSource = z.infer<typeof unitSource>;

export const allowlistEntry = z
  .strictObject({
    callGroup,
    role,
    /** Approval for failing this essential call group on live traffic: without it, it is failed for testers only. */
    liveApproval: z
      .strictObject({
        by: words(200),
        reason: words(1_000),
        /** It holds only for faults on calls into places, as long as an instance is known to be elsewhere. */
        onlyByPlace: z.literal(true).optional(),
      })
      .optional(),
  })
  .refine((value) => value.role === 'essential' || value.liveApproval === undefined, {
    error: 'belongs to an essential call group; a degradable one needs none',
    path: ['liveApproval'],
  });

export type AllowlistEntry = z.infer<typeof allowlistEntry>;

const criticalPathFields = z.strictObject({
  kind: z.literal('CriticalPath'),
  name,
  title: words(200),
  description: z.string().max(2_000).optional(),
  owner: z.string().max(200).optional(),
  entries: z.array(entry).min(1).max(20),
  unit: unitSource,
  /** A request unfinished after this many milliseconds counts as failed. */
  deadlineMs: z.int().min(100).max(600_000).default(10_000),
  /** A request unfinished after this many milliseconds is slow; a client that leaves after it counts as failed. */
  objectiveMs: z.int().min(10).max(600_000).default(2_000),
  /** What halts the experiments of this path, beside `failed`. */
  kpis: guardedKpis.optional(),
  allowlist: z.array(allowlistEntry).max(500),
  /** Ramp of scenarios on this path that bring none. */
  ramp: ramp.optional(),
  /** Share of live traffic that may be in treatment without another person's approval. */
  maxTreatmentPpm: trafficPpm.default(50_000),
  /** Approval for shares above `maxTreatmentPpm`: who gave it and why. */
  approval: z
    .strictObject({
      by: words(200),
      reason: words(1_000),
      sandbox: z.boolean().default(false),
    })
    .optional(),
});

/** A user journey: its entry routes, its unit, its KPIs, and the allowlist of call groups that may be failed. */
export const criticalPath = criticalPathFields.superRefine(({ kpis, objectiveMs, deadlineMs }, context) => {
  if (!kpis?.includes('slow') || objectiveMs < deadlineMs) return;
  context.addIssue({
    code: 'custom',
    path: ['objectiveMs'],
    message: `must be below deadlineMs (${deadlineMs}) when slow is a KPI, or nobody could be slow, got ${objectiveMs}`,
    input: objectiveMs,
  });
});
/** True when this entry lets a fault hit live traffic; `where` as the fault says. */
export function liveAllowed({ role, liveApproval }: AllowlistEntry, where: Where | undefined): boolean {
  if (role === 'degradable') return true;
  return liveApproval !== undefined && (!liveApproval.onlyByPlace || where?.callee !== undefined);
}

export type CriticalPath = z.infer<typeof criticalPath>;
