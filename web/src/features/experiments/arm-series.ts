import type { ArmPoint, ExperimentView } from '@hormesis/contract/experiment.ts';

const POINTS_IN_WINDOW = 10;

/** Columns for the chart: seconds, then percent failing in treatment and in control; null where nobody's outcome is known. */
export type ArmSeries = [number[], (number | null)[], (number | null)[]];

export function armSeries(points: readonly ArmPoint[]): ArmSeries {
  const windowMs = windowOf(points);
  const sums = points.map(({ atMs }) =>
    sumOf(points.filter((point) => point.atMs > atMs - windowMs && point.atMs <= atMs)),
  );
  return [
    points.map(({ atMs }) => atMs / 1_000),
    sums.map(({ failing, known }) => percent(failing.treatment, known.treatment)),
    sums.map(({ failing, known }) => percent(failing.control, known.control)),
  ];
}

/**
 * How far back each point of the lines looks, milliseconds. A point counts only the users of its own second, often two or
 * three: their share alone would leap between 0 and 50 %.
 */
export function windowOf(points: readonly ArmPoint[]): number {
  const steps = points.slice(1).map(({ atMs }, index) => atMs - (points[index]?.atMs ?? atMs));
  return POINTS_IN_WINDOW * Math.max(1_000, steps.length > 0 ? Math.min(...steps) : 0);
}

function sumOf(points: readonly ArmPoint[]): Pick<ArmPoint, 'known' | 'failing'> {
  const sum = (of: 'known' | 'failing', arm: 'treatment' | 'control') =>
    points.reduce((total, point) => total + point[of][arm], 0);
  const both = (of: 'known' | 'failing') => ({ treatment: sum(of, 'treatment'), control: sum(of, 'control') });
  return { known: both('known'), failing: both('failing') };
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
