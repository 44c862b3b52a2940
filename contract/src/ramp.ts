import { z } from 'zod';
import { guardedKpis } from './kpi.ts';
import { metricQuery } from './metric-query.ts';
import { trafficPpm } from './share.ts';

const ms = z
  .int()
  .min(0)
  .max(30 * 24 * 3_600_000);

/** One step of a ramp. */
export const stage = z.strictObject({
  /** Share of live traffic in treatment; the control arm has the same size up to 50 %. */
  trafficPpm: trafficPpm.min(1, { error: 'must be at least 1: a stage without traffic cannot decide anything' }),
  /** The stage lasts at least this long, milliseconds. */
  holdMs: ms.min(1_000, { error: 'must be at least 1000 milliseconds' }),
  /** Units that must have been exposed in each arm before the gate can open. */
  minExposedUnits: z.int().min(1).default(10),
  /** The gate opens when the excess of failing units is at most this, parts per million, with confidence. */
  marginPpm: z.int().min(1).max(1_000_000).optional(),
  /** A stage that cannot pass its gate for this long ends the experiment as `inconclusive`, milliseconds. */
  timeoutMs: ms.min(1_000).optional(),
});
export type StagePlan = z.infer<typeof stage>;

/** The ordered shares of traffic: they only rise. */
export const ramp = z.strictObject({ stages: z.array(stage).min(1).max(20) }).superRefine((value, context) => {
  value.stages.forEach((current, index) => {
    if (current.timeoutMs !== undefined && current.timeoutMs <= current.holdMs) {
      context.addIssue({
        code: 'custom',
        path: ['stages', index, 'timeoutMs'],
        message: `must be above the stage's holdMs (${current.holdMs}), or it could never pass, got ${current.timeoutMs}`,
        input: current.timeoutMs,
      });
    }
    const before = value.stages[index - 1];
    if (before && current.trafficPpm <= before.trafficPpm) {
      context.addIssue({
        code: 'custom',
        path: ['stages', index, 'trafficPpm'],
        message: `must be above the stage before (${before.trafficPpm}), got ${current.trafficPpm}`,
        input: current.trafficPpm,
      });
    }
  });
});
export type RampPlan = z.infer<typeof ramp>;

/**
 * How far an operator may loosen guardrails alone: a false-alarm chance this small needs half as many failing users again
 * for a halt, and ten times the usual budget is what an experiment may cost at most before another person looked at it.
 */
export const LOOSEST_ALONE = { alphaPpm: 1_000, budgetUnits: 500 } as const;

/** When an experiment halts itself. */
export const guardrails = z.strictObject({
  /** The chance of ever halting falsely over the experiment's whole life, parts per million: 10,000 is 1 %. */
  alphaPpm: z.int().min(1).max(100_000).default(10_000),
  /** Failed units beyond the usual rate that the experiment may cost. */
  budgetUnits: z.int().min(1).max(1_000_000).default(50),
  /** What halts it beside `failed`; absent: the KPIs of its path. */
  kpis: guardedKpis.optional(),
  /** Asked of a Prometheus for each arm: they can keep a gate shut or halt, and never count as evidence. */
  queries: z.array(metricQuery).max(10).optional(),
});
export type Guardrails = z.infer<typeof guardrails>;
