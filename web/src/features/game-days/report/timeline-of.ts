import type { GameDayReport } from '@hormesis/contract/report.ts';

export type ReportLine = { key: string; at: string; actor: string; text: string; of: string };

/**
 * The timelines of the day and of its experiments as one, in order. Each keeps its own; where they say the same moment, the
 * day comes first. Of lines in a row that only say what a stage waits for, the last one. Pure.
 */
export function timelineOf({ gameDay, experiments }: Pick<GameDayReport, 'gameDay' | 'experiments'>): ReportLine[] {
  const ofDay = [...gameDay.timeline]
    .sort((a, b) => a.id - b.id)
    .map(({ id, at, actor, text }) => ({ key: `day ${id}`, at, actor, text, of: '' }));
  const ofExperiments = experiments.flatMap(({ experiment: { id: of, timeline } }) =>
    [...timeline]
      .sort((a, b) => a.id - b.id)
      .filter(({ kind }, index, inOrder) => kind !== 'waiting' || inOrder[index + 1]?.kind !== 'waiting')
      .map(({ id, at, actor, text }) => ({ key: `${of} ${id}`, at, actor, text, of })),
  );
  return [...ofDay, ...ofExperiments].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
