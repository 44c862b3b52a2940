import { z } from 'zod';
import { perArm } from './arm.ts';
import { metricQueryEvidence } from './metric-query.ts';

/** What one KPI says about harm. `logE` is the natural logarithm of E; the experiment halts when it reaches `haltLogE`. */
export const kpiEvidence = z.object({
  kpi: z.string(),
  logE: z.number(),
  haltLogE: z.number(),
  /** Units it counted in each arm. */
  failing: perArm,
  /** What happened to these units, as the end of "12 users …": `failed`, `were slow`, `did not start playing`. */
  words: z.string().optional(),
  /** Upper bound of treatment's share less the lower bound of control's in this stage, parts per million; null without trials. */
  excessPpm: z.number().nullable().optional(),
  /** Why it cannot be read, for a person; a ramp waits until it can. */
  problem: z.string().optional(),
});
export type KpiEvidence = z.infer<typeof kpiEvidence>;

/** A halt that owes α nothing. */
export const brakeName = z.enum(['surge', 'budget', 'spillover', 'prediction', 'query', 'blind']);
export type BrakeName = z.infer<typeof brakeName>;
export const brake = z.object({
  brake: brakeName,
  tripped: z.boolean(),
  value: z.number(),
  limit: z.number(),
  text: z.string(),
});
export type Brake = z.infer<typeof brake>;

export const gateCondition = z.object({
  condition: z.enum([
    'hold',
    'exposure',
    'split',
    'injection',
    'excess',
    'pool',
    'limits',
    'queries',
    'load',
    'termination',
  ]),
  met: z.boolean(),
  /** One sentence for a person: what it waits for. */
  text: z.string(),
  value: z.number(),
  target: z.number(),
});
export type GateCondition = z.infer<typeof gateCondition>;

/** What the gate of the present stage waits for. */
export const gate = z.object({
  open: z.boolean(),
  conditions: z.array(gateCondition),
  /** Milliseconds until it can open at the present rate; null when that can't be told. */
  etaMs: z.number().nullable(),
});
export type Gate = z.infer<typeof gate>;

export const stageEvidence = z.object({
  stage: z.int(),
  trafficPpm: z.int(),
  /** Units with a request in this stage, per arm: who comes back in the next stage is counted there too, so these do not add up to users. */
  exposedUnits: perArm,
  /** Of those, the ones whose outcome is known. */
  known: perArm,
  /** Of these, the ones that failed. */
  failing: perArm,
  injections: z.int(),
  /** Circuit breakers that stayed open: while one that both arms share is open, equal arms prove nothing. */
  breakers: z
    .array(z.object({ callGroup: z.string(), opened: z.int(), rejected: perArm, text: z.string() }))
    .default([]),
});
export type StageEvidence = z.infer<typeof stageEvidence>;

/** A KPI around a kill: users with their first event after it, and in as long before it. */
export const killKpiEvidence = z.object({
  kpi: z.string(),
  words: z.string(),
  logE: z.number(),
  /** The experiment halts when `logE` reaches this: α is shared by all KPIs and all kills. */
  haltLogE: z.number(),
  before: z.int(),
  after: z.int(),
  /** Upper bound of the share after less the lower bound before, parts per million; null without trials. */
  excessPpm: z.number().nullable(),
});
export type KillKpiEvidence = z.infer<typeof killKpiEvidence>;

/**
 * Where a termination of the ramp stands. `waiting` and `watching` go on; `recovered`: the group is healthy again and users
 * were not hurt; `leashed`: a dry run. The others end the experiment without a proof.
 */
export const killStateName = z.enum([
  'waiting',
  'watching',
  'recovered',
  'leashed',
  'refused',
  'nobody_died',
  'not_recovered',
  'cut_short',
  'unproven',
]);
export type KillStateName = z.infer<typeof killStateName>;

/** A termination in a stage of the ramp, and what became of group and users. */
export const killEvidence = z.object({
  /** Index of its stage. */
  stage: z.int(),
  group: z.string(),
  count: z.int(),
  leashed: z.boolean(),
  state: killStateName,
  /** One sentence for a person. */
  text: z.string(),
  termination: z.string().nullable(),
  killedAt: z.iso.datetime().nullable(),
  healthyAfterMs: z.number().nullable(),
  /** So long after the kill has been compared with as long before it, milliseconds, of `compareMs` at most. */
  comparedMs: z.number(),
  compareMs: z.number(),
  kpis: z.array(killKpiEvidence),
});
export type KillEvidence = z.infer<typeof killEvidence>;

/** Everything the statistics say at one moment. */
export const evidence = z.object({
  kpis: z.array(kpiEvidence),
  brakes: z.array(brake),
  /** Natural logarithm of the same-split E: at ln 1000 the arms do not match. */
  splitLogE: z.number(),
  stages: z.array(stageEvidence),
  /** Units with a request in each arm, in whatever stage, each counted once; absent in evidence of before they were. */
  exposedUnits: perArm.optional(),
  /** The largest excess of all KPIs in this stage, parts per million; null while one of them has no trials in an arm. */
  excessPpm: z.number().nullable(),
  injections: z.int(),
  /** What the queries of the guardrails said last; absent when there are none. */
  queries: z.array(metricQueryEvidence).optional(),
  /** One of so many units is counted; above 1 all counts of units are estimates. Absent: every unit is. */
  sampledOneIn: z.int().min(1).optional(),
  /** Terminations of the ramp, in the order of their stages; absent when there are none. */
  kills: z.array(killEvidence).optional(),
});
export type Evidence = z.infer<typeof evidence>;
