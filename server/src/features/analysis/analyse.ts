import type { PerArm } from '@hormesis/contract/arm.ts';
import type { Brake, Evidence, KpiEvidence, StageEvidence } from '@hormesis/contract/evidence.ts';
import type { ExperimentSums } from '@hormesis/contract/experiment-sums.ts';
import type { MissingKpi } from '@hormesis/contract/kpi.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import type { MetricQueryEvidence } from '@hormesis/contract/metric-query.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { Guardrails, RampPlan } from '@hormesis/contract/ramp.ts';
import type { Surroundings } from '@hormesis/contract/surroundings.ts';
import { predictionBrake } from './beyond-prediction.ts';
import { blindBrake, budgetBrake, isUsualUnknown, surgeBrake, withoutUsual } from './brakes.ts';
import { excessPpm, largestExcessPpm, problemOf } from './excess.ts';
import { harmMixtureLogE } from './harm-mixture.ts';
import { queryBrake } from './query-brake.ts';
import { splitLogE } from './same-split.ts';
import { spilloverBrake } from './spillover.ts';

/** What was fixed when the experiment started. */
export interface AnalysisPlan {
  readonly guardrails: Guardrails;
  readonly ramp: RampPlan;
  /** What people read of the KPIs that look for an event. */
  readonly missing?: readonly MissingKpi[];
  /** Kills in its stages: α is shared with them. */
  readonly terminations?: readonly unknown[] | undefined;
  /** None: for testers only, or started by an older control plane. */
  readonly prediction?: Prediction | undefined;
}

/**
 * Everything the statistics say of one experiment at one moment. Pure: the same sums give the same evidence. `splitBefore` is
 * the split's ln E of the look before: what went missing stays missing when later units bury it, so the largest counts.
 */
export function analyse(
  plan: AnalysisPlan,
  sums: ExperimentSums,
  queries: readonly MetricQueryEvidence[] = [],
  splitBefore = Number.NEGATIVE_INFINITY,
): Evidence {
  const stages = stageEvidence(plan, sums);
  const { surroundings } = sums;
  const { counted, blind } = unitBrakes(plan, sums);
  return {
    kpis: sums.kpis.map((kpi) => kpiEvidence(plan, sums, kpi)),
    brakes: [
      ...counted,
      spilloverBrake(plan.prediction, surroundings, sums.last10s.failing.treatment),
      predictionBrake(plan.prediction, sums.stage, surroundings),
      ...queryBrake(queries),
      blind,
    ],
    splitLogE: Math.max(splitBefore, splitLogE(sums.firstSeen)),
    stages,
    ...(sums.units && { exposedUnits: aboutAll(sums, sums.units) }),
    excessPpm: largestExcessPpm(sums),
    injections: stages.reduce((sum, each) => sum + each.injections, 0),
    ...(queries.length > 0 && { queries: [...queries] }),
    ...(unitsOneIn(sums) > 1 && { sampledOneIn: unitsOneIn(sums) }),
  };
}

/** The brakes that count users, and the one that says when counting them tells nothing. */
function unitBrakes(
  { guardrails, prediction }: AnalysisPlan,
  sums: ExperimentSums,
): { counted: Brake[]; blind: Brake } {
  const before = prediction?.baseline;
  const counted = [surgeBrake(sums, before), budgetBrake(sums, guardrails.budgetUnits, before)];
  const blind = blindBrake(sums);
  return isUsualUnknown(sums, before) ? withoutUsual(counted, blind) : { counted, blind };
}

/**
 * ln of the halt line K·(1 + S)/α for K KPIs and S kills: α is for the whole life of the experiment, for all its KPIs
 * together, between the arms and around each kill.
 */
export function haltLogEOf(
  { guardrails, terminations = [] }: Pick<AnalysisPlan, 'guardrails' | 'terminations'>,
  kpiCount: number,
): number {
  return Math.log((kpiCount * (1 + terminations.length) * 1_000_000) / guardrails.alphaPpm);
}

function kpiEvidence(plan: AnalysisPlan, sums: ExperimentSums, kpi: string): KpiEvidence {
  const events = sums.failing.filter((each) => each.kpi === kpi);
  const problem = problemOf(sums, kpi);
  return {
    kpi,
    words: kpiWords(kpi, plan.missing),
    excessPpm: excessPpm(sums, kpi),
    ...(problem !== null && { problem }),
    logE: harmMixtureLogE(events, sums.plannedMinutes),
    haltLogE: haltLogEOf(plan, sums.kpis.length),
    failing: {
      treatment: events.reduce((sum, each) => sum + each.treatment, 0),
      control: events.reduce((sum, each) => sum + each.control, 0),
    },
  };
}

/** Breakers that were open in a stage: treatment and control went through the same ones. */
function breakersOf({ openBreakers }: Surroundings, stage: number): StageEvidence['breakers'] {
  return openBreakers
    .filter((each) => each.stage === stage)
    .map(({ callGroup, opened, rejected }) => ({
      callGroup,
      opened,
      rejected,
      text: breakerText(callGroup, rejected),
    }));
}

function breakerText(callGroup: string, { treatment, control }: PerArm): string {
  const away = `a breaker around ${callGroup} stayed open and turned away ${treatment} calls of treatment and ${control} of control`;
  return control > 0 ? `${away}: that both arms are equal is no proof in this stage` : away;
}

function unitsOneIn({ sample }: ExperimentSums): number {
  return sample?.unitsOneIn ?? 1;
}

/** Of a sample, what all units would be about. */
function aboutAll(sums: ExperimentSums, { treatment, control }: PerArm = { treatment: 0, control: 0 }): PerArm {
  return { treatment: treatment * unitsOneIn(sums), control: control * unitsOneIn(sums) };
}

/** One entry for every stage begun, also for those nothing was observed of yet. */
function stageEvidence(plan: AnalysisPlan, sums: ExperimentSums): StageEvidence[] {
  return plan.ramp.stages.slice(0, sums.stage + 1).map(({ trafficPpm }, stage) => {
    const observed = sums.stages.find((each) => each.stage === stage);
    return {
      stage,
      trafficPpm,
      exposedUnits: aboutAll(sums, observed?.exposed),
      known: aboutAll(sums, observed?.known),
      failing: aboutAll(sums, observed?.failing),
      injections: observed?.injections ?? 0,
      breakers: breakersOf(sums.surroundings, stage),
    };
  });
}
