import { z } from 'zod';

const amount = z.number().min(0);
const seconds = amount.nullable();

/** What a stage can tell and what it may cost, from the traffic of the last hour. Null: not within a month. */
export const stageAdvice = z.object({
  stage: z.int(),
  trafficPpm: z.int(),
  /** Units in treatment by the end of the hold. */
  exposedUnits: z.int(),
  /** Seconds until a halt is in force when every request in treatment fails, */
  outageSeconds: seconds,
  /** when twice as many fail as usual, */
  doublingSeconds: seconds,
  /** when a quarter more fail. */
  quarterSeconds: seconds,
  /** Users who see a failure if nothing hides it: all in treatment until the halt, those in flight then included. */
  usersHurt: z.int().nullable(),
  /** Seconds until the gate can open when nobody is harmed; at least the hold. */
  gateSeconds: seconds,
});
export type StageAdvice = z.infer<typeof stageAdvice>;

/** What an experiment is expected to touch in one stage, from the traffic of the last hour. */
export const stagePrediction = z.object({
  stage: z.int(),
  trafficPpm: z.int(),
  /** Requests in treatment. */
  requestsPer10s: amount,
  /** Of those, the ones that call what is failed. The prediction brake halts at about twice as many. */
  injectedRequestsPer10s: amount,
  /** Calls that are failed: one request may make several. */
  injectionsPer10s: amount,
});
export type StagePrediction = z.infer<typeof stagePrediction>;

/** The blast radius before an experiment: predicted when it starts, kept with its plan, compared with what is observed. */
export const prediction = z.object({
  /** How long the path was observed before, seconds, at most an hour. Below a minute nothing is predicted. */
  observedSeconds: amount,
  requestsPerSecond: amount,
  /** Requests outside any experiment, and how many of them failed: what is usual when nothing is injected. */
  baseline: z.object({ requests: z.int(), failed: z.int() }),
  /** Call groups that are failed, as they were observed: a pattern is spelled out. */
  callGroups: z.array(z.string()),
  /** Services whose calls are failed. */
  services: z.array(z.string()),
  /** Services behind those calls, as far as the observed call graph reaches: they get less traffic, or later. */
  downstream: z.array(z.string()),
  /** Where the agents of `services` run. */
  regions: z.array(z.string()),
  zones: z.array(z.string()),
  stages: z.array(stagePrediction),
  /** Different units that come to this path, by its last experiment; null: every request is taken for another unit. */
  unitsOfPath: z.int().nullable().default(null),
  advice: z.array(stageAdvice).default([]),
  /** Minutes until a verdict when nobody is harmed; null: not within a month. */
  verdictMinutes: amount.nullable().default(null),
});
export type Prediction = z.infer<typeof prediction>;
