import { z } from 'zod';
import { experimentView } from './experiment.ts';
import { findingSummary } from './finding.ts';
import { gameDayEvent, gameDayView } from './game-day.ts';

const moment = z.iso.datetime();

/** One experiment for people who were not there: what the page shows of it, what it found, and what people wrote down meanwhile. */
export const experimentReport = z.object({
  madeAt: moment,
  experiment: experimentView,
  /** What this run found, or found again. */
  findings: z.array(findingSummary),
  /** The game day whose step it was; null: nobody's. */
  gameDay: z.object({ id: z.string(), name: z.string(), step: z.int() }).nullable(),
  /** Notes and observations of that step. */
  notes: z.array(gameDayEvent),
});
export type ExperimentReport = z.infer<typeof experimentReport>;

/** A game day for people who were not there. */
export const gameDayReport = z.object({
  madeAt: moment,
  gameDay: gameDayView,
  /** Everything about each experiment of its steps, in their order. */
  experiments: z.array(z.object({ step: z.int(), experiment: experimentView, findings: z.array(findingSummary) })),
  /** What somebody tried beside the day, and was refused. */
  refused: z.array(z.object({ at: moment, actor: z.string(), target: z.string(), message: z.string() })),
});
export type GameDayReport = z.infer<typeof gameDayReport>;
