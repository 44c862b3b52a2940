import { z } from 'zod';
import { loadOrigin } from './load.ts';
import { name, words } from './name.ts';
import { yamlBody } from './scenario.ts';
import { describe, trafficPpm } from './share.ts';

/** True for a name of the IANA time zone database that this runtime knows; offsets such as `+02:00` have no summer time and are refused. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** A time zone by its IANA name. */
export const timeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, {
    error: (issue) => `must be an IANA time zone, for instance "Europe/Berlin" or "UTC", got ${describe(issue.input)}`,
  });

export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof weekday>;

/** A time on the clock on the wall, `09:00`; `24:00` ends a day. */
export const timeOfDay = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  error: (issue) => `must be a time of day from "00:00" to "24:00", got ${describe(issue.input)}`,
});

/** From one time of day to another, the second excluded. */
export const hours = z.strictObject({ from: timeOfDay, to: timeOfDay }).refine(({ from, to }) => from < to, {
  error: (issue) =>
    `must begin before it ends; hours over midnight are two entries, one to "24:00" and one from "00:00", got ${describe(issue.input)}`,
});

/** A day of the calendar, `2026-12-24`. */
export const day = z.iso.date({
  error: (issue) => `must be a day of the calendar such as "2026-12-24", got ${describe(issue.input)}`,
});

/** Public holidays by the codes of ISO 3166: a country, and perhaps one of its states and a region of that. */
export const holidayRule = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, {
    error: (issue) => `must be two letters of ISO 3166 such as "DE", got ${describe(issue.input)}`,
  }),
  state: z.string().min(1).max(10).optional(),
  region: z.string().min(1).max(10).optional(),
});
export type HolidayRule = z.infer<typeof holidayRule>;

/** When live traffic may be failed, by the calendar and the wall clock of a place. */
export const window = z.strictObject({
  zone: timeZone,
  weekdays: z
    .array(weekday)
    .min(1, { error: 'must name at least one weekday, or be left out for all' })
    .max(7)
    .optional(),
  hours: z
    .array(hours)
    .min(1, { error: 'must hold at least one entry, or be left out for all day' })
    .max(10)
    .optional(),
  /** Public holidays are outside. */
  holidays: holidayRule.optional(),
  /** Days that are outside, whatever else is said. */
  excludedDates: z.array(day).max(1_000).default([]),
});
export type Window = z.infer<typeof window>;

/** An approval that lasts: who gave it and why. */
export const lastingApproval = z.strictObject({ by: words(200), reason: words(1_000) });

const region = z.strictObject({
  /** As agents tell it. */
  region: z.string().min(1).max(200),
  maxTreatmentPpm: trafficPpm,
  /** Lifts this region's limit for good. */
  approval: lastingApproval.optional(),
});

/** What holds for every experiment, whoever starts it; one document for all control planes of a database. */
export const limits = z
  .strictObject({
    kind: z.literal('Limits'),
    /** Share of a region's live traffic that all experiments together may have in treatment, where `regions` says nothing. */
    regionMaxTreatmentPpm: trafficPpm.default(50_000),
    regions: z.array(region).max(200).default([]),
    /** Where experiments may send load of their own; none by default. */
    loadTargets: z
      .array(z.strictObject({ target: loadOrigin, maxRequestsPerSecond: z.int().min(1).max(1_000) }))
      .max(50)
      .default([]),
    /** How far a plan of an operator may go before another person has to approve it. An admin's may go to 100 %. */
    operatorMaxTreatmentPpm: trafficPpm.default(50_000),
    /** The least role that may approve what another person drafted. */
    approver: z.enum(['operator', 'admin']).default('operator'),
    /** A start that was planned for a time may come this much later, because the control plane was away; after that it was missed. */
    graceMinutes: z.int().min(0).max(1_440).default(10),
    /** Absent: at any time. */
    window: window.optional(),
    /** Narrower for some paths: their window and the one for all must both be open. */
    paths: z
      .array(z.strictObject({ path: name, window }))
      .max(500)
      .default([]),
  })
  .superRefine((value, context) => {
    refuseTwice(
      context,
      'regions',
      value.regions.map((each) => each.region),
    );
    refuseTwice(
      context,
      'paths',
      value.paths.map((each) => each.path),
    );
  });
export type Limits = z.infer<typeof limits>;

function refuseTwice(context: z.RefinementCtx, field: string, names: readonly string[]): void {
  names.forEach((each, index) => {
    if (names.indexOf(each) === index) return;
    const message = `may name ${JSON.stringify(each)} only once`;
    context.addIssue({ code: 'custom', path: [field, index], message, input: each });
  });
}

/** Body of `POST /limits`. */
export const limitsBody = yamlBody.extend({
  /** The version that was changed: when it is not the present one any more, nothing is saved. Absent: whatever there is gives way. */
  version: z.int().min(1).optional(),
});

/** Whether live traffic may be failed at a moment. */
export const windowState = z.object({
  /** Null: for all paths. */
  path: name.nullable(),
  open: z.boolean(),
  /** Why not, as a sentence; empty while it is open. */
  reason: z.string(),
  /** When it opens next; null while it is open, and when it does not within a year. */
  opensAt: z.iso.datetime().nullable(),
});
export type WindowState = z.infer<typeof windowState>;

export const limitsView = z.object({
  version: z.int(),
  limits,
  updatedBy: z.string(),
  updatedAt: z.iso.datetime(),
  /** How the windows stand now: the one for all, then those of paths. */
  windows: z.array(windowState),
});
export type LimitsView = z.infer<typeof limitsView>;
