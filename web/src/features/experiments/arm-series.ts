import type { ArmPoint, ExperimentView } from '@hormesis/contract/experiment.ts';
import { marginPpmOf } from '@hormesis/contract/margin.ts';
import type { ChartLine } from '../../components/line-chart.tsx';
import { timeUniformInterval, wilsonInterval } from '../../lib/interval.ts';

const POINTS_IN_WINDOW = 10;
/** Share of experiments in which the intervals of all KPIs together may be wrong; the gate's own figure. */
const GATE_ALPHA = 0.05;
const HALF_PPM = 500_000;

type Arm = 'treatment' | 'control';
type Sums = Pick<ArmPoint, 'known' | 'failing'>;

/**
 * Treatment and control over time: the share of users that failed within a window, with its 95 % interval, parts per
 * hundred. `show` leaves out what was known before the first window was full: one of three users is a mountain.
 */
export function armLines(points: readonly ArmPoint[]): { atMs: number[]; lines: ChartLine[]; show: number[] } {
  const windowMs = windowOf(points);
  const sums = points.map(({ atMs }) =>
    sumOf(points.filter((point) => point.atMs > atMs - windowMs && point.atMs <= atMs)),
  );
  const line = (arm: Arm): ChartLine => ({
    name: arm,
    tone: arm,
    dashed: arm === 'control',
    values: sums.map(({ failing, known }) => (known[arm] > 0 ? (100 * failing[arm]) / known[arm] : null)),
    band: sums.map(({ failing, known }) => {
      if (known[arm] === 0) return null;
      const { low, high } = wilsonInterval(failing[arm], known[arm]);
      return { low: 100 * low, high: 100 * high };
    }),
  });
  const atMs = points.map((point) => point.atMs);
  const lines = [line('treatment'), line('control')];
  const fullMs = Math.min((atMs[0] ?? 0) + windowMs, atMs.at(-1) ?? 0);
  const full = (n: number) => (atMs[n] ?? 0) >= fullMs;
  const values = lines.flatMap((each) => each.values.filter((value, n) => value !== null && full(n)));
  const highs = lines.flatMap((each) => each.band?.flatMap((at, n) => (at && full(n) ? [at.high] : [])) ?? []);
  return { atMs, lines, show: [...values.filter((value) => value !== null), ...middle(highs)] };
}

/**
 * How far back each point of the lines looks, milliseconds. A point counts only the users of its own second, often two or
 * three: their share alone would leap between 0 and 50 %.
 */
export function windowOf(points: readonly ArmPoint[]): number {
  const steps = points.slice(1).map(({ atMs }, index) => atMs - (points[index]?.atMs ?? atMs));
  return POINTS_IN_WINDOW * Math.max(1_000, steps.length > 0 ? Math.min(...steps) : 0);
}

export type StageMark = { atMs: number; stage: number; trafficPpm: number };

/**
 * Treatment less control in percentage points, from all users of the stage so far, with the interval whose upper end the
 * gate compares with its margin. It begins anew with each stage; above half of the traffic control is small, so its side
 * is pooled over the stages, as the gate does.
 */
export function differenceLine(
  { points, evidence }: Pick<ExperimentView, 'points' | 'evidence'>,
  marks: readonly StageMark[],
): ChartLine {
  const alpha = GATE_ALPHA / (2 * Math.max(1, evidence.kpis.length));
  // A point is named by the beginning of its second, or of its longer piece of a long run.
  const pieceMs = windowOf(points) / POINTS_IN_WINDOW;
  const each = points.map(({ atMs }) => {
    const began = marks.findLast((mark) => mark.atMs < atMs + pieceMs);
    const fromMs = began?.atMs ?? 0;
    const until = points.filter((point) => point.atMs <= atMs);
    const stage = sumOf(until.filter((point) => point.atMs + pieceMs > fromMs));
    const control = (began?.trafficPpm ?? 0) > HALF_PPM ? sumOf(until) : stage;
    return differenceOf(stage, control, alpha);
  });
  return {
    name: 'difference',
    tone: 'treatment',
    values: each.map((one) => one?.value ?? null),
    band: each.map((one) => one && { low: one.low, high: one.high }),
  };
}

function differenceOf(stage: Sums, pooled: Sums, alpha: number) {
  const [known, knownControl] = [stage.known.treatment, pooled.known.control];
  if (known === 0 || knownControl === 0) return null;
  const treatment = timeUniformInterval(stage.failing.treatment, known, alpha);
  const control = timeUniformInterval(pooled.failing.control, knownControl, alpha);
  return {
    value: 100 * (stage.failing.treatment / known - pooled.failing.control / knownControl),
    low: 100 * (treatment.low - control.high),
    high: 100 * (treatment.high - control.low),
  };
}

function sumOf(points: readonly ArmPoint[]): Sums {
  const sum = (of: 'known' | 'failing', arm: Arm) => points.reduce((total, point) => total + point[of][arm], 0);
  const both = (of: 'known' | 'failing') => ({ treatment: sum(of, 'treatment'), control: sum(of, 'control') });
  return { known: both('known'), failing: both('failing') };
}

/** Failing and known users of both arms over all stages. */
export function armTotals({ evidence }: Pick<ExperimentView, 'evidence'>) {
  const sum = (of: 'known' | 'failing', arm: Arm) =>
    evidence.stages.reduce((total, stage) => total + stage[of][arm], 0);
  return {
    treatment: { failing: sum('failing', 'treatment'), known: sum('known', 'treatment') },
    control: { failing: sum('failing', 'control'), known: sum('known', 'control') },
  };
}

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
      return plan ? [{ atMs: Date.parse(at), stage, trafficPpm: plan.trafficPpm }] : [];
    });
}

/** Differences whose band is no wider than `points`, and the usual ends of their bands: what a scale has to show. */
export function narrowOnes({ values, band = [] }: ChartLine, points: number): number[] {
  const narrow = band.flatMap((at, n) => (at && at.high - at.low <= points ? [{ ...at, value: values[n] ?? 0 }] : []));
  return [
    ...narrow.map(({ value }) => value),
    ...middle(narrow.map(({ high }) => high)),
    ...middle(narrow.map(({ low }) => low)),
  ];
}

/** The value in the middle, none of none. */
function middle(values: readonly number[]): number[] {
  return values
    .toSorted((a, b) => a - b)
    .slice(Math.floor(values.length / 2))
    .slice(0, 1);
}

/** The margin of each stage as a level from its beginning to the next one's, percentage points; stages of one margin share a level. */
export function marginLevels(
  { ramp, points }: Pick<ExperimentView, 'ramp' | 'points'>,
  marks: readonly StageMark[],
): { fromMs: number; toMs: number; value: number; words: string }[] {
  const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  const levels: { fromMs: number; toMs: number; value: number; words: string }[] = [];
  for (const [index, { atMs, stage, trafficPpm }] of marks.entries()) {
    const value = marginPpmOf(ramp.stages[stage] ?? { trafficPpm }) / 10_000;
    const [fromMs, toMs] = [Math.max(first, atMs), Math.min(last, marks[index + 1]?.atMs ?? last)];
    const before = levels.at(-1);
    if (toMs <= fromMs) continue;
    if (before?.value === value) before.toMs = toMs;
    else levels.push({ fromMs, toMs, value, words: `margin ${value} points` });
  }
  return levels;
}
