import { z } from 'zod';
import { perArm } from './arm.ts';
import { evidence, gate } from './evidence.ts';
import { fault } from './fault.ts';
import { haltReport } from './halt.ts';
import { timeZone } from './limits.ts';
import { experimentId, name } from './name.ts';
import { where } from './place.ts';
import { prediction } from './prediction.ts';
import { guardrails, ramp } from './ramp.ts';
import { trafficPpm } from './share.ts';

export const verdictName = z.enum(['passed', 'failed', 'inconclusive']);
export type VerdictName = z.infer<typeof verdictName>;

/** Why an experiment was halted: `harm` by the statistics, `termination` when they say it of a kill, a brake by its name, `person` by hand, the rest by the control plane. */
export const haltReason = z.enum([
  'harm',
  'surge',
  'budget',
  'spillover',
  'prediction',
  'query',
  'termination',
  'blind',
  'person',
  'halt_all',
  'control_lost',
  'agent_reported',
  'shutdown',
]);
export type HaltReason = z.infer<typeof haltReason>;

/** Why a plan never began: cancelled by a `person`; `missed`, because the control plane was away, nobody approved it in time, or its author may not start experiments any more; `overlapped` by an earlier run; `refused` by a limit when it was due. */
export const cancelReason = z.enum(['person', 'missed', 'overlapped', 'refused']);
export type CancelReason = z.infer<typeof cancelReason>;

/** A state carries its own data. */
export const experimentState = z.discriminatedUnion('name', [
  /** Waits for another person's approval; `reason` says why it needs one. */
  z.object({ name: z.literal('draft'), startsAt: z.iso.datetime().nullable(), reason: z.string() }),
  z.object({ name: z.literal('scheduled'), startsAt: z.iso.datetime() }),
  z.object({ name: z.literal('running'), stage: z.int(), since: z.iso.datetime() }),
  z.object({ name: z.literal('paused'), stage: z.int(), since: z.iso.datetime(), by: z.string(), reason: z.string() }),
  z.object({ name: z.literal('completed'), at: z.iso.datetime() }),
  z.object({ name: z.literal('halted'), at: z.iso.datetime(), by: z.string(), reason: haltReason, detail: z.string() }),
  /** Never began. */
  z.object({
    name: z.literal('cancelled'),
    at: z.iso.datetime(),
    by: z.string(),
    reason: cancelReason,
    detail: z.string(),
  }),
]);
export type ExperimentState = z.infer<typeof experimentState>;

/** `live`: ramps through live traffic. `tester`: 0 % of live traffic, only requests with a signed header, ends by itself. */
export const population = z.enum(['live', 'tester']);
export type Population = z.infer<typeof population>;

export const timelineKind = z.enum([
  'created',
  'drafted',
  'approved',
  'scheduled',
  'cancelled',
  'started',
  'stage_began',
  'gate_passed',
  'waiting',
  'paused',
  'resumed',
  'promoted',
  'control_changed_hands',
  'arms_moved',
  'halted',
  'halt_confirmed',
  'completed',
  'verdict',
  'residue',
  'termination',
]);
export type TimelineKind = z.infer<typeof timelineKind>;

/** One row of `experiment_events`; it is never updated. */
export const timelineEvent = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  kind: timelineKind,
  actor: z.string(),
  text: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

/** What became of the calls of one call group: called → injected → absorbed (by whom) → visible. */
export const callGroupFlow = z.object({
  callGroup: z.string(),
  calls: z.int(),
  injected: z.int(),
  skipped: z.int(),
  absorbed: z.record(z.string(), z.int()),
  visible: z.int(),
  opened: z.int(),
  rejected: z.int(),
  timedOut: z.int(),
});
export type CallGroupFlow = z.infer<typeof callGroupFlow>;

/** Who and what has been touched so far. */
export const blastRadius = z.object({
  requests: perArm,
  units: perArm,
  injections: z.int(),
  services: z.array(z.string()),
  servicesTotal: z.int(),
  callGroups: z.array(z.string()),
});
export type BlastRadius = z.infer<typeof blastRadius>;

/** Failing share of both arms over time, one point a second at most. */
export const armPoint = z.object({ atMs: z.number(), known: perArm, failing: perArm });
export type ArmPoint = z.infer<typeof armPoint>;

/** A plan that makes itself again: each run begins where the wall clock of `zone` shows what `cron` says. */
export const repeat = z.strictObject({
  /** Five fields: minute, hour, day of month, month, weekday. */
  cron: z.string().min(1).max(200),
  zone: timeZone,
});
export type Repeat = z.infer<typeof repeat>;

export const experimentSummary = z.object({
  id: experimentId,
  scenario: name,
  scenarioVersion: z.int(),
  path: name,
  title: z.string(),
  owner: z.string(),
  population,
  state: experimentState,
  /** Null until it ended, and for good when it was for testers only: nothing is concluded from testers. */
  verdict: verdictName.nullable(),
  /** One sentence: what it waits for, or why it ended as it did. */
  reason: z.string(),
  /** Share of live traffic in treatment now, parts per million. */
  trafficPpm: z.int(),
  /** Share of live traffic in control now, parts per million. */
  controlPpm: z.int(),
  stageCount: z.int(),
  startedBy: z.string(),
  /** The other person who approved the plan; null when nobody had to, or nobody has yet. */
  approvedBy: z.string().nullable(),
  /** Null for a plan that is run once. */
  repeat: repeat.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** When a tester-only experiment ends by itself; null for one on live traffic. */
  endsAt: z.iso.datetime().nullable(),
  /** Units with a request in each arm, each counted once, however many stages they were in. */
  exposedUnits: perArm,
  /** One of so many units is counted: then `exposedUnits` is an estimate. Absent: all are. */
  sampledOneIn: z.int().min(1).optional(),
  /** Faults that were really applied to calls. */
  injections: z.int(),
  /** Evidence of harm so far: the natural logarithm of E. */
  logE: z.number(),
  /** It halts itself when `logE` reaches this. */
  haltLogE: z.number(),
});
export type ExperimentSummary = z.infer<typeof experimentSummary>;

export const experimentView = experimentSummary.extend({
  hypothesis: z.string(),
  /** The call groups that are failed, each with its role on the path when the experiment started. */
  faults: z.array(z.object({ callGroup: z.string(), role: z.string().nullable(), where: where.optional(), fault })),
  /** Members of groups that die in its stages; the first stage is 1. */
  terminations: z
    .array(z.object({ stage: z.int(), group: z.string(), count: z.int(), leashed: z.boolean() }))
    .default([]),
  ramp,
  guardrails,
  evidence,
  /** Null while no stage runs. */
  gate: gate.nullable(),
  flows: z.array(callGroupFlow),
  blastRadius,
  /** The blast radius as it was predicted at the start; null for testers. */
  prediction: prediction.nullable().default(null),
  points: z.array(armPoint),
  timeline: z.array(timelineEvent),
  halt: haltReport.nullable(),
  /** Milliseconds since an agent last reported on this experiment; null before the first report. */
  telemetryAgeMs: z.number().nullable(),
  /**
   * When every agent had attested after the end that it holds no rules and no calls of it, or was gone for longer than its
   * lease; null until then: it has ended, and nobody knows yet that it has stopped.
   */
  stoppedAt: z.iso.datetime().nullable(),
});
export type ExperimentView = z.infer<typeof experimentView>;

/** Body of `POST /experiments`. `trafficPpm` alone makes a ramp of one stage. */
export const startBody = z
  .strictObject({
    scenario: name,
    /** Share of live traffic of a ramp of one stage, parts per million. */
    trafficPpm: trafficPpm.min(1).optional(),
    ramp: ramp.optional(),
    /** Start then, and not at once. */
    startsAt: z.iso.datetime({ offset: true }).optional(),
    /** Start whenever the clock says so, until it is cancelled. */
    repeat: repeat.optional(),
    /** Wait for another person's approval, also where the role would not need it. */
    draft: z.boolean().optional(),
  })
  .refine((body) => body.startsAt === undefined || body.repeat === undefined, {
    error: 'give either startsAt or repeat, not both',
    path: ['repeat'],
  })
  .refine((body) => body.trafficPpm === undefined || body.ramp === undefined, {
    error: 'give either trafficPpm or ramp, not both',
    path: ['ramp'],
  });
export type StartBody = z.infer<typeof startBody>;

export const reasonBody = z.strictObject({ reason: z.string().max(1_000).default('') });

/** Body of `POST /tester-tokens`: starts a tester-only experiment. */
export const testerTokenBody = z.strictObject({
  scenario: name,
  /** How long the token and its experiment last, seconds. */
  ttlSeconds: z.int().min(10).max(3_600).default(900),
});
export const testerToken = z.object({
  experiment: experimentId,
  /** To be sent with a request; a `baggage` header of its own, or one more member of it. */
  header: z.object({ name: z.string(), value: z.string() }),
  expiresAt: z.iso.datetime(),
});
export type TesterToken = z.infer<typeof testerToken>;
