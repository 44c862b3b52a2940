import { z } from 'zod';
import { experimentSummary } from './experiment.ts';
import { gameDaySummary } from './game-day.ts';
import { holdSwitch } from './halt.ts';
import { criticalPathView } from './scenario.ts';

/** The answer of `GET /status`, and what `hormesis status --json` prints. */
export const status = z.object({
  version: z.string(),
  ready: z.boolean(),
  agents: z.object({ connected: z.int() }),
  /** On live traffic or for testers; what is paused is not among what runs. */
  experiments: z.object({ running: z.int(), paused: z.int().default(0) }),
  traffic: z.object({ treatmentPpm: z.int() }),
  hold: holdSwitch,
});
export type Status = z.infer<typeof status>;

/** Where arms lie on a path's ring, for the traffic strip. */
export const stripSegment = z.object({
  fromPpm: z.int(),
  toPpm: z.int(),
  kind: z.enum(['treatment', 'control', 'free']),
  experiment: z.string().nullable(),
});

/** What the page *Now* shows; the stream's `now` topic sends it whole at every change. */
export const now = z.object({
  status,
  paths: z.array(criticalPathView.extend({ strip: z.array(stripSegment) })),
  running: z.array(experimentSummary),
  recent: z.array(experimentSummary),
  /** Drafts and scheduled experiments, at most 20: those with a time first, the earlier before the later. */
  planned: z.array(experimentSummary).default([]),
  /** The version of the limits that holds: a page that shows another one is behind. */
  limits: z.object({ version: z.int() }).default({ version: 0 }),
  /** How many findings keep their scenario from live traffic, and a number that grows with whatever happens to a finding. */
  findings: z.object({ blocking: z.int(), lastEvent: z.int() }),
  /** Groups that did not become whole again, and a text that changes with whatever happens to a termination, its plan or its settings. */
  terminations: z.object({ open: z.int(), moment: z.string() }).default({ open: 0, moment: '' }),
  /** Game days that are on: nothing but their present steps runs on their paths. */
  gameDays: z.array(gameDaySummary).default([]),
  /** Number of the last event of any game day: it changes also when one is planned or called off. */
  lastGameDayEvent: z.int().default(0),
});
export type Now = z.infer<typeof now>;
