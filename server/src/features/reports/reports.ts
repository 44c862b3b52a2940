import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { FindingSummary } from '@hormesis/contract/finding.ts';
import type { GameDayEvent, GameDayView } from '@hormesis/contract/game-day.ts';
import type { ExperimentReport, GameDayReport } from '@hormesis/contract/report.ts';

/** What reports are made of: the same views that pages show, so that no figure is told in two ways. */
export interface ReportPorts {
  nowMs(): Promise<number>;
  /** @throws ApiError not_found */
  experiment(id: string): Promise<ExperimentView>;
  /** What a run found, or found again. */
  findings(experiment: string): Promise<FindingSummary[]>;
  /** @throws ApiError not_found */
  gameDay(id: string): Promise<GameDayView>;
  /** The day and the step that began an experiment, with what people wrote down in it; null: no day's. */
  stepOf(experiment: string): Promise<{
    readonly day: { id: string; name: string };
    readonly step: number;
    readonly notes: GameDayEvent[];
  } | null>;
  /** What was refused because this day was on, in order. */
  refusedBeside(gameDay: string): Promise<GameDayReport['refused']>;
}

export async function reportOfExperiment(ports: ReportPorts, id: string): Promise<ExperimentReport> {
  const experiment = await ports.experiment(id);
  const [madeMs, findings, step] = await Promise.all([ports.nowMs(), ports.findings(id), ports.stepOf(id)]);
  return {
    ...{ madeAt: new Date(madeMs).toISOString(), experiment, findings },
    gameDay: step && { ...step.day, step: step.step },
    notes: step?.notes ?? [],
  };
}

export async function reportOfGameDay(ports: ReportPorts, id: string): Promise<GameDayReport> {
  const gameDay = await ports.gameDay(id);
  const [madeMs, refused] = await Promise.all([ports.nowMs(), ports.refusedBeside(id)]);
  const begun = gameDay.steps.flatMap(({ experiment }, step) => (experiment ? [{ step, id: experiment.id }] : []));
  const experiments = await Promise.all(
    begun.map(async ({ step, id: of }) => ({
      ...{ step, experiment: await ports.experiment(of), findings: await ports.findings(of) },
    })),
  );
  return { madeAt: new Date(madeMs).toISOString(), gameDay, experiments, refused };
}
