import { z } from 'zod';
import { day, holidayRule, timeOfDay, timeZone, weekday } from './limits.ts';
import { yamlBody } from './scenario.ts';
import { trafficPpm } from './share.ts';

const label = z.string().min(1).max(200);
/** A name, or `*` for any. */
const pattern = label.default('*');

/** When instances may be killed: hours of work days, by the calendar and the wall clock of a place. */
export const workHours = z
  .strictObject({
    zone: timeZone.default('UTC'),
    from: timeOfDay.default('09:00'),
    /** The first minute that is outside again. */
    to: timeOfDay.default('15:00'),
    weekdays: z
      .array(weekday)
      .min(1, { error: 'must name at least one weekday' })
      .max(7)
      .default(['mon', 'tue', 'wed', 'thu', 'fri']),
    /** Public holidays are no work days. */
    holidays: holidayRule.optional(),
    /** Days that are no work days, whatever else is said. */
    excludedDates: z.array(day).max(1_000).default([]),
  })
  .refine(({ from, to }) => from < to, {
    error: 'must be later than from; hours over midnight are no work hours',
    path: ['to'],
  });
export type WorkHours = z.infer<typeof workHours>;

/** How an application's instances are put together: all of it, one stack, or one cluster. */
export const grouping = z.enum(['app', 'stack', 'cluster']);
export type Grouping = z.infer<typeof grouping>;

/** What is left alone although its application is enabled; what is not named matches anything. */
export const terminationException = z.strictObject({
  account: pattern,
  stack: pattern,
  detail: pattern,
  region: pattern,
});
export type TerminationException = z.infer<typeof terminationException>;

/** An application that takes part. One that is not listed, or not enabled, is never touched. */
export const terminationApp = z
  .strictObject({
    app: label,
    enabled: z.boolean().default(false),
    /** True: what the schedule kills here is only recorded. */
    leashed: z.boolean().default(true),
    /** Work days between two kills of a group, on average. */
    meanWorkDays: z.int().min(1).max(1_000).default(5),
    /** Work days between two kills of a group, at least; 1: not twice on one day. */
    minimumWorkDays: z.int().min(1).max(1_000).default(1),
    grouping: grouping.default('cluster'),
    /** `apart`: each region has its own groups, and its own kills. */
    regions: z.enum(['apart', 'together']).default('apart'),
    exceptions: z.array(terminationException).max(200).default([]),
    /** With fewer healthy members than this, none is killed. */
    minimumSize: z.int().min(1).max(100_000).default(2),
    /** How a pod dies: an eviction respects PodDisruptionBudgets. */
    pods: z.enum(['evict', 'delete']).default('evict'),
    /** How long a pod may take to end, seconds; absent: as long as it says itself. */
    gracePeriodSeconds: z.int().min(0).max(3_600).optional(),
    /** A group that is not whole again after so long makes a finding. */
    healthyWithinMinutes: z.int().min(1).max(1_440).default(15),
  })
  .refine(({ meanWorkDays, minimumWorkDays }) => meanWorkDays >= minimumWorkDays, {
    error: 'must not be less than minimumWorkDays: a mean below the minimum cannot be reached',
    path: ['meanWorkDays'],
  });
export type TerminationApp = z.infer<typeof terminationApp>;

/** What holds for every termination; one document for all control planes of a database. Its defaults kill nothing. */
export const terminationSettings = z
  .strictObject({
    kind: z.literal('Terminations'),
    enabled: z.boolean().default(false),
    /** While true nothing is killed, whoever asks: everything else is done and recorded. */
    leashed: z.boolean().default(true),
    /** Accounts and clusters that take part, or `*`. */
    accounts: z.array(label).max(500).default([]),
    schedule: workHours.prefault({}),
    /** A group whose name ends in one of these is a canary or a baseline, and is never touched. */
    neverSuffixes: z.array(label).max(50).default(['canary', 'baseline']),
    apps: z.array(terminationApp).max(2_000).default([]),
  })
  .superRefine(({ apps }, context) => {
    apps.forEach(({ app }, index) => {
      if (apps.findIndex((each) => each.app === app) === index) return;
      const message = `may name ${JSON.stringify(app)} only once`;
      context.addIssue({ code: 'custom', path: ['apps', index, 'app'], message, input: app });
    });
  });
export type TerminationSettings = z.infer<typeof terminationSettings>;

/** Body of `POST /terminations/settings`. */
export const terminationSettingsBody = yamlBody.extend({
  /** The version that was changed: when it is not the present one any more, nothing is saved. Absent: whatever there is gives way. */
  version: z.int().min(1).optional(),
});

export const terminationSettingsView = z.object({
  version: z.int(),
  settings: terminationSettings,
  updatedBy: z.string(),
  updatedAt: z.iso.datetime(),
});
export type TerminationSettingsView = z.infer<typeof terminationSettingsView>;

/** Body of `POST /terminations/leash`. */
export const leashBody = z.strictObject({ leashed: z.boolean() });

export const terminationPlatform = z.enum(['ec2', 'kubernetes', 'demo']);

/** One question that is asked before a kill, and its answer. */
export const gateDecision = z.object({
  gate: z.enum([
    'enabled',
    'leash',
    'hold',
    'outage',
    'account',
    'group',
    'victim',
    'game_day',
    'minimum_time',
    'trackers',
  ]),
  passed: z.boolean(),
  reason: z.string(),
});
export type GateDecision = z.infer<typeof gateDecision>;

const memberView = z.object({ member: z.string(), name: z.string(), zone: z.string().nullable() });

/** What is killed together at most: an application, a stack or a cluster of one account, in one region or in all. */
export const terminationGroup = z.object({
  /** `<platform>/<account>/<region or *>/<app>[/<stack>[/<cluster>]]`. */
  key: z.string(),
  platform: terminationPlatform,
  account: z.string(),
  /** Null: all regions together. */
  region: z.string().nullable(),
  app: z.string(),
  stack: z.string().nullable(),
  cluster: z.string().nullable(),
  /** True when the settings let it be killed. */
  enabled: z.boolean(),
  /** What the schedule does here: true for a dry run. */
  leashed: z.boolean(),
  members: z.int(),
  healthy: z.int(),
  desired: z.int().nullable(),
  /** On a work day on which it may be killed, it is with a chance of one in so many; null while it is not enabled. */
  oddsOneIn: z.int().nullable(),
  /** Who could be next, each with the same chance; at most 50. */
  nextVictims: z.array(memberView),
  eligible: z.int(),
  /** Why nobody else could be: a sentence for each part. */
  spared: z.array(z.string()),
  lastKilledAt: z.iso.datetime().nullable(),
  /** Where the minimum between two kills is not over yet: the first day on which it is. */
  notBefore: day.nullable(),
});
export type TerminationGroup = z.infer<typeof terminationGroup>;

/** One account in one region, and whether it could be looked at. */
export const terminationPlace = z.object({
  platform: terminationPlatform,
  account: z.string(),
  region: z.string(),
  /** Null: it was looked at. */
  problem: z
    .object({ kind: z.string(), code: z.string(), message: z.string(), missingPermission: z.string().nullable() })
    .nullable(),
});
export type TerminationPlace = z.infer<typeof terminationPlace>;

export const terminationGroups = z.object({
  lookedAt: z.iso.datetime(),
  places: z.array(terminationPlace),
  items: z.array(terminationGroup),
});
export type TerminationGroups = z.infer<typeof terminationGroups>;

export const terminationPlanState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('planned') }),
  z.object({ name: z.literal('cancelled'), at: z.iso.datetime(), by: z.string(), reason: z.string() }),
  z.object({ name: z.literal('begun'), at: z.iso.datetime(), termination: z.string().nullable() }),
  /** A gate refused it when its minute came. */
  z.object({ name: z.literal('refused'), at: z.iso.datetime(), gates: z.array(gateDecision) }),
  /** Its minute passed without a control plane. */
  z.object({ name: z.literal('missed'), at: z.iso.datetime() }),
]);
export type TerminationPlanState = z.infer<typeof terminationPlanState>;

/** A kill that chance has chosen for a day. Who dies is decided when its minute comes. */
export const terminationPlan = z.object({
  id: z.string(),
  day,
  group: z.string(),
  app: z.string(),
  leashed: z.boolean(),
  dueAt: z.iso.datetime(),
  state: terminationPlanState,
});
export type TerminationPlan = z.infer<typeof terminationPlan>;

/** A day of the calendar: its plan and whether anything may die. */
export const terminationDay = z.object({
  day,
  /** Null on a work day: why nothing is planned. */
  closedBecause: z.string().nullable(),
  /** When its plan was made; null while it has none. */
  madeAt: z.iso.datetime().nullable(),
  /** Places that could not be looked at when it was made. */
  problems: z.array(z.string()),
  plans: z.array(terminationPlan),
});
export type TerminationDay = z.infer<typeof terminationDay>;

export const terminationCalendar = z.object({
  zone: z.string(),
  /** The day it is there now. */
  today: day,
  /** When the plan of the next work day is made; null while terminations are not enabled. */
  nextPlanAt: z.iso.datetime().nullable(),
  days: z.array(terminationDay),
});
export type TerminationCalendar = z.infer<typeof terminationCalendar>;

/** What became of one member. */
export const targetOutcome = z.discriminatedUnion('kind', [
  /** Not asked for yet. */
  z.object({ kind: z.literal('pending') }),
  /** A dry run. */
  z.object({ kind: z.literal('leashed') }),
  z.object({ kind: z.literal('killed'), at: z.iso.datetime() }),
  /** The platform protects it, for instance by a PodDisruptionBudget. */
  z.object({ kind: z.literal('refused'), at: z.iso.datetime(), by: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('already_ending'), at: z.iso.datetime() }),
  z.object({ kind: z.literal('vanished'), at: z.iso.datetime() }),
  z.object({
    kind: z.literal('failed'),
    at: z.iso.datetime(),
    failure: z.string(),
    code: z.string(),
    words: z.string(),
    missingPermission: z.string().nullable(),
  }),
  /** It was asked for, and nobody knows whether it happened. */
  z.object({ kind: z.literal('unknown'), at: z.iso.datetime(), reason: z.string() }),
  /** Somebody halted before its turn came. */
  z.object({ kind: z.literal('not_tried'), at: z.iso.datetime(), reason: z.string() }),
]);
export type TargetOutcome = z.infer<typeof targetOutcome>;

/** How the group came back. Times are counted from the kill, milliseconds. */
export const recovery = z.discriminatedUnion('name', [
  /** Nothing died. */
  z.object({ name: z.literal('none') }),
  z.object({ name: z.literal('watching'), replacedAfterMs: z.number().nullable() }),
  z.object({
    name: z.literal('healthy'),
    replacedAfterMs: z.number().nullable(),
    healthyAfterMs: z.number(),
  }),
  z.object({
    name: z.literal('not_recovered'),
    replacedAfterMs: z.number().nullable(),
    afterMs: z.number(),
    reason: z.string(),
  }),
]);
export type Recovery = z.infer<typeof recovery>;

export const terminationTarget = memberView.extend({ group: z.string(), region: z.string(), outcome: targetOutcome });
export type TerminationTarget = z.infer<typeof terminationTarget>;

export const terminationView = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  group: z.string(),
  app: z.string(),
  leashed: z.boolean(),
  /** Who asked: a person, or `hormesis` by its plan. */
  by: z.string(),
  plan: z.string().nullable(),
  /** The experiment that it was a step of; null: of none. */
  experiment: z.string().nullable().default(null),
  targets: z.array(terminationTarget),
  gates: z.array(gateDecision),
  recovery,
});
export type TerminationView = z.infer<typeof terminationView>;

/** A group that did not become whole again within its limit: nothing more dies in it until somebody says what came of it. */
export const terminationFinding = z.object({
  id: z.string(),
  group: z.string(),
  termination: z.string(),
  foundAt: z.iso.datetime(),
  reason: z.string(),
  resolved: z.object({ at: z.iso.datetime(), by: z.string(), note: z.string() }).nullable(),
  /** As findings of scenarios: `fixed` by word, `verified` when the group became whole again after a later kill. */
  state: z.enum(['open', 'fixed', 'verified']),
  /** The termination that verified it. */
  verifiedBy: z.string().nullable(),
});
export type TerminationFinding = z.infer<typeof terminationFinding>;

/** Body of `POST /terminations/findings/:id/resolve`. */
export const terminationResolveBody = z.strictObject({
  note: z.string().trim().min(1, 'must say something, it is kept and shown').max(1_000),
});

/** Body of `POST /terminations`. */
export const terminateBody = z
  .strictObject({
    /** The group's key. */
    group: z.string().min(1).max(1_000),
    /** True, the default: everything but the kill. */
    leashed: z.boolean().default(true),
    /** The group's key once more, typed: without it nothing is killed. */
    confirm: z.string().max(1_000).optional(),
    /** How many die; absent: one. */
    count: z.int().min(1).max(1_000).optional(),
    /** This share of those who may die, rounded down, at least one; parts per million. */
    sharePpm: trafficPpm.min(1).optional(),
    /** Everybody in this zone. */
    zone: label.optional(),
    /** Each one only when the group is whole again. */
    oneAtATime: z.boolean().default(false),
    /** Overrides how pods of this application die. */
    pods: z.enum(['evict', 'delete']).optional(),
    gracePeriodSeconds: z.int().min(0).max(3_600).optional(),
  })
  .refine((body) => [body.count, body.sharePpm, body.zone].filter((each) => each !== undefined).length <= 1, {
    error: 'give one of count, sharePpm and zone',
    path: ['count'],
  });
export type TerminateBody = z.infer<typeof terminateBody>;
