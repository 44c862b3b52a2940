import { z } from 'zod';
import { experimentId } from './name.ts';

/** How much of what a KPI counts is usual on a path, when nothing is failed on purpose. */
export const kpiBaseline = z.object({
  kpi: z.string(),
  /** What happened to the users it counts: `failed`, `were slow`, `did not start playing`. */
  words: z.string(),
  /**
   * What was counted: `requests` outside any experiment within the last hour, or `users` in control of the path's last
   * experiment; null while neither has seen any.
   */
  of: z.enum(['requests', 'users']).nullable(),
  counted: z.int(),
  /** Of those, the ones that it counts as harm. */
  harmed: z.int(),
  /** The experiment whose control it was. */
  experiment: experimentId.nullable(),
});
export type KpiBaseline = z.infer<typeof kpiBaseline>;

/** What is usual on a critical path. */
export const pathBaseline = z.object({
  /** How long it was observed, seconds, at most an hour. */
  observedSeconds: z.number().min(0),
  requestsPerSecond: z.number().min(0),
  kpis: z.array(kpiBaseline),
});
export type PathBaseline = z.infer<typeof pathBaseline>;
