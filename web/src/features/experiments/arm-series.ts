import type { ArmPoint, ExperimentView } from '@hormesis/contract/experiment.ts';

/** Columns for the chart: seconds, then percent failing in treatment and in control; null where nobody's outcome is known. */
export type ArmSeries = [number[], (number | null)[], (number | null)[]];

export function armSeries(points: readonly ArmPoint[]): ArmSeries {
  return [
    points.map(({ atMs }) => atMs / 1_000),
    points.map(({ failing, known }) => percent(failing.treatment, known.treatment)),
    points.map(({ failing, known }) => percent(failing.control, known.control)),
  ];
}

/** Failing and known users of both arms over all stages. */
export function armTotals({ evidence }: Pick<ExperimentView, 'evidence'>) {
  const sum = (of: 'known' | 'failing', arm: 'treatment' | 'control') =>
    evidence.stages.reduce((total, stage) => total + stage[of][arm], 0);
  return {
    treatment: { failing: sum('failing', 'treatment'), known: sum('known', 'treatment') },
    control: { failing: sum('failing', 'control'), known: sum('known', 'control') },
  };
}

export type StageMark = { atSeconds: number; trafficPpm: number };

/** When each stage began, from the timeline; a resumed stage is marked again. */
export function stageMarks({ timeline, ramp }: Pick<ExperimentView, 'timeline' | 'ramp'>): StageMark[] {
  let following = 0;
  return timeline
    .filter(({ kind }) => kind === 'stage_began')
    .sort((a, b) => a.id - b.id)
    .flatMap(({ at, detail }) => {
      const stage = typeof detail.stage === 'number' ? detail.stage : following;
      following = stage + 1;
      const plan = ramp.stages[stage];
      return plan ? [{ atSeconds: Date.parse(at) / 1_000, trafficPpm: plan.trafficPpm }] : [];
    });
}

function percent(failing: number, known: number): number | null {
  return known > 0 ? (100 * failing) / known : null;
}
