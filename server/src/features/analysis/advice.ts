import type { StageAdvice } from '@hormesis/contract/prediction.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { bernoulliInterval } from './bernoulli-interval.ts';
import { harmLogE } from './harm.ts';
import { unitsFailing, unitsSeen, type Volume } from './volume.ts';

/** What advice is given for: what would be fixed when the experiment starts. */
export interface AdvisedPlan {
  readonly volume: Volume;
  readonly alphaPpm: number;
  readonly budgetUnits: number;
  readonly kpiCount: number;
  /** How long a harmed request may go on before it counts: nothing where the fault fails it at once. */
  readonly countedAfterMs: number;
  readonly stages: readonly AdvisedStage[];
}

export interface AdvisedStage {
  readonly trafficPpm: number;
  readonly rhoPpm: number;
  readonly holdMs: number;
  readonly minExposedUnits: number;
  readonly marginPpm: number;
}

/** The harm test's own weight of the test from the start. */
const LN_FROM_START = Math.log(0.98);
/** Agents report every second, evidence is looked at every second, a halt takes well below one: seconds until it is in force. */
const HALT_TAKES_S = 2;
const LONGEST_S = 30 * 86_400;
const LOWEST_USUAL_SHARE = 0.001;
const GATE_ALPHA = 0.05;

/**
 * What each stage can tell and what it may cost, from live volume and the usual share of failing units: units exposed
 * within its hold, times to catch an outage, a doubling and a rise by a quarter (null: not within a month), users who see a
 * failure if nothing hides it, and how long the gate takes. Times are those of what happens on average; small harm is found
 * sooner in more than half of the cases, by luck.
 */
export function adviceFor(plan: AdvisedPlan): StageAdvice[] {
  let controlBefore = 0;
  return plan.stages.map((stage, index) => {
    const usual = plan.volume.failingShare;
    const outageSeconds = secondsToHalt(plan, stage, 1);
    const gateSeconds = secondsToGate(plan, stage, controlBefore);
    controlBefore += unitsSeen(plan.volume, shareOf(stage).control, Math.max(stage.holdMs / 1_000, gateSeconds ?? 0));
    return {
      stage: index,
      trafficPpm: stage.trafficPpm,
      exposedUnits: Math.round(unitsSeen(plan.volume, shareOf(stage).treatment, stage.holdMs / 1_000)),
      outageSeconds,
      doublingSeconds: secondsToHalt(plan, stage, Math.min(1, 2 * usual)),
      quarterSeconds: secondsToHalt(plan, stage, Math.min(1, 1.25 * usual)),
      usersHurt: outageSeconds === null ? null : usersHurt(plan, stage, outageSeconds),
      gateSeconds,
    };
  });
}

/** Everybody in treatment from the first fault until the halt is in force, those in flight then included. */
function usersHurt({ volume }: AdvisedPlan, stage: AdvisedStage, outageSeconds: number): number {
  return Math.ceil(unitsSeen(volume, shareOf(stage).treatment, outageSeconds));
}

/** Seconds from the first fault until a halt is in force, when so large a share of treatment's requests fails. */
function secondsToHalt(plan: AdvisedPlan, stage: AdvisedStage, failing: number): number | null {
  const seconds = firstSecond((t) => halts(plan, stage, failing, t));
  return seconds === null ? null : rounded(seconds + plan.countedAfterMs / 1_000 + HALT_TAKES_S);
}

function halts(plan: AdvisedPlan, stage: AdvisedStage, failing: number, seconds: number): boolean {
  const { volume } = plan;
  if (failing <= volume.failingShare) return false;
  const share = shareOf(stage);
  const treatment = unitsFailing(volume, share.treatment, failing, seconds);
  const control = unitsFailing(volume, share.control, volume.failingShare, seconds);
  const line = Math.log((plan.kpiCount * 1_000_000) / plan.alphaPpm);
  if (stage.rhoPpm < 1_000_000 && LN_FROM_START + harmLogE(treatment, control, stage.rhoPpm / 1e6) >= line) return true;
  return surges(plan, stage, failing, seconds, treatment) || spendsBudget(plan, stage, failing, seconds);
}

/** The surge brake, see brakes.ts. */
function surges({ volume }: AdvisedPlan, stage: AdvisedStage, failing: number, seconds: number, now: number): boolean {
  if (stage.rhoPpm <= 500_000) return false;
  const before = unitsFailing(volume, shareOf(stage).treatment, failing, Math.max(0, seconds - 10));
  const requests = volume.requestsPerSecond * shareOf(stage).treatment * Math.min(10, seconds);
  return now - before > 15 + 5 * usualOf(volume) * requests;
}

/** The budget brake, see brakes.ts: trials of treatment that fail beyond the usual. */
function spendsBudget({ volume, budgetUnits }: AdvisedPlan, stage: AdvisedStage, failing: number, seconds: number) {
  const treatment = unitsSeen(volume, shareOf(stage).treatment, seconds);
  const control = unitsSeen(volume, shareOf(stage).control, seconds);
  if (treatment === 0 || control === 0) return false;
  const usual = usualOf(volume);
  const alike = (failing * treatment + usual * control) / (treatment + control);
  const chance = Math.sqrt(alike * (1 - alike) * treatment * (1 + treatment / control));
  return treatment * (failing - usual) >= Math.max(budgetUnits, 5 * chance);
}

/** Seconds until hold, exposures and the excess let the gate open, when nobody is harmed; null: not within a month. */
function secondsToGate({ volume, kpiCount }: AdvisedPlan, stage: AdvisedStage, controlBefore: number): number | null {
  const share = shareOf(stage);
  const alpha = GATE_ALPHA / (2 * kpiCount);
  const pooled = stage.rhoPpm > 500_000 ? controlBefore : 0;
  const passes = (seconds: number) => {
    const treatment = unitsSeen(volume, share.treatment, seconds);
    const control = unitsSeen(volume, share.control, seconds);
    if (Math.min(treatment, share.control > 0 ? control : treatment) < stage.minExposedUnits) return false;
    const { upper } = bernoulliInterval(volume.failingShare * treatment, treatment, alpha);
    const { lower } = bernoulliInterval(volume.failingShare * (control + pooled), control + pooled, alpha);
    return (upper - lower) * 1_000_000 <= stage.marginPpm;
  };
  const seconds = firstSecond(passes);
  return seconds === null ? null : rounded(Math.max(stage.holdMs / 1_000, seconds));
}

/** Shares of the path's units in the arms of a stage. */
function shareOf({ trafficPpm, rhoPpm }: AdvisedStage): { treatment: number; control: number } {
  const treatment = trafficPpm / 1_000_000;
  return { treatment, control: (treatment * (1_000_000 - rhoPpm)) / rhoPpm };
}

function usualOf({ failingShare }: Volume): number {
  return Math.max(LOWEST_USUAL_SHARE, failingShare);
}

/** The first moment from which something is true, to two percent; null: not within a month. */
function firstSecond(isTrue: (seconds: number) => boolean): number | null {
  let after = 0.05;
  while (!isTrue(after)) {
    after *= 2;
    if (after > LONGEST_S) return null;
  }
  let before = after / 2;
  while (after / before > 1.02) {
    const middle = Math.sqrt(after * before);
    if (isTrue(middle)) after = middle;
    else before = middle;
  }
  return after;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

const LADDER_PPM = [100, 500, 1_000, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 500_000, 950_000];
/** The first share is the smallest at which an outage is caught within this time. */
const FIRST_CATCHES_WITHIN_S = 60;
const STEP = 4;
const HOLD_S = { shortest: 60, longest: 1_800 };

/**
 * Shares for a path's volume up to `limitPpm`: it begins where an outage is caught within a minute, because less tells nothing
 * in time, and goes up by about five. A stage is held as long as a doubling takes to be seen, one to thirty minutes.
 * Null: at no allowed share an outage would be caught within a minute.
 */
export function proposeRamp(
  plan: Omit<AdvisedPlan, 'stages'>,
  limitPpm: number,
  layout: (trafficPpm: number) => { rhoPpm: number },
): RampPlan | null {
  const stageAt = (trafficPpm: number): AdvisedStage => ({
    ...{ trafficPpm, rhoPpm: layout(trafficPpm).rhoPpm, holdMs: 60_000, minExposedUnits: 10, marginPpm: 20_000 },
  });
  const stages: RampPlan['stages'] = [];
  for (const trafficPpm of LADDER_PPM.filter((ppm) => ppm <= limitPpm)) {
    const before = stages.at(-1)?.trafficPpm;
    const isLast = trafficPpm === 950_000 && before === 500_000;
    if (before !== undefined && trafficPpm < STEP * before && !isLast && trafficPpm !== 500_000) continue;
    const whole = { ...plan, stages: [stageAt(trafficPpm)] };
    const [advice] = adviceFor(whole);
    const caught = advice?.outageSeconds ?? Number.POSITIVE_INFINITY;
    if (before === undefined && caught > FIRST_CATCHES_WITHIN_S + plan.countedAfterMs / 1_000) continue;
    const holdS = Math.min(HOLD_S.longest, Math.max(HOLD_S.shortest, advice?.doublingSeconds ?? HOLD_S.longest));
    stages.push({ trafficPpm, holdMs: Math.ceil(holdS / 10) * 10_000, minExposedUnits: 10 });
  }
  return stages.length > 0 ? { stages } : null;
}
