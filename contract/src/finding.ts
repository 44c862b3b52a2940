import { z } from 'zod';
import { perArm } from './arm.ts';
import { experimentId, name } from './name.ts';

/** The longest time a finding may stay accepted, days: whoever accepted it should look at it again once a year. */
export const MAX_ACCEPTED_DAYS = 366;

const moment = z.iso.datetime();

/** Where a finding stands; each state carries its own data. */
export const findingState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('open'), since: moment }),
  /** Somebody says that it is mended; the next run on live traffic shows it. */
  z.object({ name: z.literal('fixed'), at: moment, by: z.string(), note: z.string() }),
  /** A run passed, at least as far up as the one that found it. */
  z.object({ name: z.literal('verified'), at: moment, experiment: experimentId }),
  /** Lived with, until the day it is open again. */
  z.object({ name: z.literal('accepted'), at: moment, by: z.string(), reason: z.string(), until: moment }),
]);
export type FindingState = z.infer<typeof findingState>;
export const findingStateName = z.enum(['open', 'fixed', 'verified', 'accepted']);
export type FindingStateName = z.infer<typeof findingStateName>;

/** What the run that found it, or found it last, had seen by its end. */
export const findingEvidence = z.object({
  experiment: experimentId,
  scenarioVersion: z.int(),
  /** Why the run was halted, with the numbers. */
  reason: z.string(),
  /** Share of live traffic in treatment when it ended, parts per million. */
  trafficPpm: z.int(),
  exposedUnits: perArm,
  /** `words`: what happened to these units, as the end of "12 users …"; absent in findings of before it was kept. */
  kpis: z.array(z.object({ kpi: z.string(), failing: perArm, words: z.string().optional() })),
  /** Calls of the call group: failed by us, of these hidden from the user, and seen by the user. */
  injected: z.int(),
  absorbed: z.int(),
  visible: z.int(),
});
export type FindingEvidence = z.infer<typeof findingEvidence>;

export const findingSummary = z.object({
  id: z.string(),
  scenario: name,
  path: name,
  callGroup: z.string(),
  title: z.string(),
  hypothesis: z.string(),
  /** Who mends it; empty when nobody has taken it. */
  owner: z.string(),
  state: findingState,
  /** True while it keeps its scenario from live traffic: open, or accepted until a day that is over. */
  blocking: z.boolean(),
  foundAt: moment,
  lastFoundAt: moment,
  timesFound: z.int(),
  evidence: findingEvidence,
});
export type FindingSummary = z.infer<typeof findingSummary>;

/** One line of what happened to a finding; it is never updated. */
export const findingEvent = z.object({
  id: z.int(),
  at: moment,
  actor: z.string(),
  text: z.string(),
  experiment: experimentId.nullable(),
});
export type FindingEvent = z.infer<typeof findingEvent>;

export const findingView = findingSummary.extend({ history: z.array(findingEvent) });
export type FindingView = z.infer<typeof findingView>;

const sentence = z.string().trim().min(1, 'must say something, it is kept and shown').max(1_000);
/** Body of `POST /findings/:id/fix`. */
export const fixBody = z.strictObject({ note: sentence });
/** Body of `POST /findings/:id/accept`. */
export const acceptBody = z.strictObject({ reason: sentence, until: moment });
/** Body of `POST /findings/:id/reopen`. */
export const reopenBody = z.strictObject({ reason: sentence });
/** Body of `POST /findings/:id/assign`; an empty owner gives it back. */
export const assignBody = z.strictObject({ owner: z.string().trim().max(200) });
