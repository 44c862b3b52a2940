import type { PerArm } from '@hormesis/contract/arm.ts';
import type { ExperimentSums, StageSums } from '@hormesis/contract/experiment-sums.ts';
import { bernoulliInterval } from './bernoulli-interval.ts';

/** Both intervals of all KPIs together are wrong in at most this share of experiments. */
const GATE_ALPHA = 0.05;

interface Trials {
  readonly known: PerArm;
  readonly failing: PerArm;
}

/**
 * How much worse treatment may still be than control in the present stage by one KPI, parts per million: upper bound of
 * treatment's share of units that it counts less the lower bound of control's, rounded up. Null while an arm has no trial
 * with a known outcome.
 */
export function excessPpm(sums: ExperimentSums, kpi = 'failed'): number | null {
  const present = presentStage(sums);
  return present ? excessOf(stageTrials(sums, present, kpi, 1), sums.kpis.length) : null;
}

/** The largest excess of all KPIs; null while one of them has no trials. */
export function largestExcessPpm(sums: ExperimentSums): number | null {
  const each = (sums.kpis.length > 0 ? sums.kpis : ['failed']).map((kpi) => excessPpm(sums, kpi));
  return each.reduce<number | null>(
    (most, one) => (most === null || one === null ? null : Math.max(most, one)),
    -1_000_000,
  );
}

/**
 * Milliseconds until the excess of every KPI falls to `marginPpm` if trials and failures go on at the stage's present rate; 0 when it is
 * there already; null when it can't be told or the present shares lie too far apart for it ever to get there.
 */
export function excessEtaMs(sums: ExperimentSums, marginPpm: number): number | null {
  const present = presentStage(sums);
  const elapsedMs = sums.nowMs - sums.stageSinceMs;
  if (!present || elapsedMs <= 0) return null;
  const enoughAt = (factor: number) =>
    sums.kpis.every((kpi) => {
      const excess = excessOf(stageTrials(sums, present, kpi, factor), sums.kpis.length);
      return excess !== null && excess <= marginPpm;
    });
  const factor = smallestFactor(enoughAt);
  return factor === null ? null : Math.round(elapsedMs * (factor - 1));
}

/** Ten doublings: what takes a thousand times as long as the stage has lasted is not worth a forecast. */
function smallestFactor(enoughAt: (factor: number) => boolean): number | null {
  if (enoughAt(1)) return 1;
  let enough = 2;
  while (!enoughAt(enough)) {
    enough *= 2;
    if (enough > 1_024) return null;
  }
  let short = enough / 2;
  for (let step = 0; step < 6; step++) {
    const middle = (short + enough) / 2;
    if (enoughAt(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}

function presentStage(sums: ExperimentSums): StageSums | undefined {
  return sums.stages.find((each) => each.stage === sums.stage);
}

/** The stage's trials as a KPI counts them, scaled for a forecast. Above ρ = ½ control is small, so its side is pooled over the stages. */
function stageTrials(sums: ExperimentSums, present: StageSums, kpi: string, factor: number): Trials {
  const before = present.rhoPpm > 500_000 ? sums.stages.filter((each) => each.stage < present.stage) : [];
  const pooled = (pick: (each: Trials) => number) => before.reduce((sum, each) => sum + pick(trialsOf(each, kpi)), 0);
  const now = trialsOf(present, kpi);
  return {
    known: {
      treatment: now.known.treatment * factor,
      control: now.known.control * factor + pooled((each) => each.known.control),
    },
    failing: {
      treatment: now.failing.treatment * factor,
      control: now.failing.control * factor + pooled((each) => each.failing.control),
    },
  };
}

const NONE: Trials = { known: { treatment: 0, control: 0 }, failing: { treatment: 0, control: 0 } };

function trialsOf(stage: StageSums, kpi: string): Trials {
  return kpi === 'failed' ? stage : (stage.otherKpis?.find((each) => each.kpi === kpi) ?? NONE);
}

/**
 * Why a KPI cannot be read, for a person; null when it can. Where not even control did what a KPI looks for, nobody
 * tells it: then treatment could lose it without being seen.
 */
export function problemOf(sums: ExperimentSums, kpi: string): string | null {
  if (!kpi.startsWith('missing:')) return null;
  const present = presentStage(sums);
  const { known, failing } = present ? trialsOf(present, kpi) : NONE;
  if (known.control === 0 || failing.control < known.control) return null;
  return `no user in control did ${kpi.slice('missing:'.length)}: is it told by kpi('${kpi.slice('missing:'.length)}')?`;
}

function excessOf({ known, failing }: Trials, kpiCount: number): number | null {
  if (known.treatment <= 0 || known.control <= 0) return null;
  const alpha = GATE_ALPHA / (2 * Math.max(1, kpiCount));
  const { upper } = bernoulliInterval(failing.treatment, known.treatment, alpha);
  const { lower } = bernoulliInterval(failing.control, known.control, alpha);
  return Math.ceil((upper - lower) * 1_000_000);
}
