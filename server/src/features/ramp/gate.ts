import type { Evidence, Gate, GateCondition, KillEvidence, StageEvidence } from '@hormesis/contract/evidence.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { marginPpmOf } from '@hormesis/contract/margin.ts';
import type { StagePlan } from '@hormesis/contract/ramp.ts';
import { loadCondition } from './load-condition.ts';
import type { RampingExperiment } from './ramping-experiment.ts';
import { count, percentagePoints, seconds } from './wording.ts';

/** At this E the arms do not match their split. */
const SPLIT_LINE = 1_000;
export const SPLIT_LINE_LOG_E = Math.log(SPLIT_LINE);
const WHOLE_PPM = 1_000_000;

/** A condition and the milliseconds until it is met at the present rate; null when that can't be told. */
interface Awaited {
  readonly condition: GateCondition;
  readonly etaMs: number | null;
}

/** What the gate of the present stage asks for and has. It opens when every condition is met. */
export function gateOf(experiment: RampingExperiment, plan: StagePlan, evidence: Evidence, nowMs: number): Gate {
  const elapsedMs = Math.max(0, nowMs - experiment.stageSinceMs);
  const observed = evidence.stages.find((each) => each.stage === experiment.stage);
  const awaited: Awaited[] = [
    hold(plan, elapsedMs),
    exposure(plan, evidence, observed, elapsedMs),
    split(evidence),
    ...(experiment.injects === false ? [] : [injection(experiment, evidence, observed)]),
    excess(experiment, plan, evidence),
    pool(experiment),
    ...queries(evidence),
    ...loadCondition(experiment).map((condition) => ({ condition, etaMs: null })),
    ...termination(experiment, evidence, elapsedMs),
  ];
  return {
    open: awaited.every((each) => each.condition.met),
    conditions: awaited.map((each) => each.condition),
    etaMs: longest(awaited.filter((each) => !each.condition.met).map((each) => each.etaMs)),
  };
}

function hold(plan: StagePlan, elapsedMs: number): Awaited {
  const met = elapsedMs >= plan.holdMs;
  const text = met
    ? `held for ${seconds(plan.holdMs)}`
    : `${seconds(plan.holdMs - elapsedMs)} left of a hold of ${seconds(plan.holdMs)}`;
  return {
    condition: { condition: 'hold', met, text, value: elapsedMs, target: plan.holdMs },
    etaMs: Math.max(0, plan.holdMs - elapsedMs),
  };
}

function exposure(
  plan: StagePlan,
  evidence: Evidence,
  observed: StageEvidence | undefined,
  elapsedMs: number,
): Awaited {
  const value = exposedPerArm(plan, observed);
  const target = plan.minExposedUnits;
  const arms = plan.trafficPpm >= WHOLE_PPM ? 'in treatment' : 'per arm';
  const about = evidence.sampledOneIn !== undefined && value < target ? 'about ' : '';
  const text = `${about}${count(Math.min(value, target))} of ${count(target)} users exposed ${arms}`;
  return {
    condition: { condition: 'exposure', met: value >= target, text, value, target },
    etaMs: value > 0 && elapsedMs > 0 ? Math.ceil((elapsedMs / value) * Math.max(0, target - value)) : null,
  };
}

/** The smaller arm counts; at 100 % there is no control arm to wait for. */
function exposedPerArm(plan: StagePlan, observed: StageEvidence | undefined): number {
  if (!observed) return 0;
  const { treatment, control } = observed.exposedUnits;
  return plan.trafficPpm >= WHOLE_PPM ? treatment : Math.min(treatment, control);
}

function split(evidence: Evidence): Awaited {
  const met = evidence.splitLogE < SPLIT_LINE_LOG_E;
  const text = met
    ? 'the arms match their split'
    : 'the arms do not match their split: telemetry was lost, a cache stands in front, or many requests share one user';
  return {
    condition: { condition: 'split', met, text, value: evidence.splitLogE, target: SPLIT_LINE_LOG_E },
    etaMs: null,
  };
}

/** At least one injection in this stage, and no instance that should inject and does not. */
function injection(experiment: RampingExperiment, evidence: Evidence, observed: StageEvidence | undefined): Awaited {
  const value = Math.min(observed?.injections ?? 0, evidence.injections);
  const silent = experiment.silentInstances;
  return {
    condition: {
      condition: 'injection',
      met: value > 0 && silent.length === 0,
      text: injectionText(value, silent),
      value,
      target: 1,
    },
    etaMs: null,
  };
}

function injectionText(value: number, silent: readonly string[]): string {
  if (silent.length > 0) return `no injection happened on ${silent.join(', ')}`;
  return value > 0 ? `${count(value)} calls injected in this stage` : 'no injection happened in this stage';
}

function excess(experiment: RampingExperiment, plan: StagePlan, evidence: Evidence): Awaited {
  const margin = marginPpmOf(plan);
  const value = evidence.excessPpm;
  const allowed = `${percentagePoints(margin)} are allowed`;
  const text =
    value === null
      ? `no outcome is known yet in one of the arms; ${allowed}`
      : `users who ${worstWords(evidence)}: treatment may be up to ${percentagePoints(value)} above control, ${allowed}`;
  return {
    condition: {
      condition: 'excess',
      met: value !== null && value <= margin,
      text,
      value: value ?? WHOLE_PPM,
      target: margin,
    },
    etaMs: experiment.excessEtaMs,
  };
}

/** Nobody reads more than one KPI here: the one that is furthest from the margin. */
function worstWords({ kpis, excessPpm }: Evidence): string {
  const worst = kpis.find((kpi) => kpi.excessPpm === excessPpm);
  return worst?.words ?? kpiWords(worst?.kpi ?? 'failed');
}

function pool(experiment: RampingExperiment): Awaited {
  const waiting = experiment.waitingForPool;
  const text = waiting
    ? `waits for experiment ${waiting.experiment}: ${percentagePoints(waiting.missingPpm)} of the path's users are missing`
    : 'the pool is big enough';
  return {
    condition: { condition: 'pool', met: waiting === null, text, value: waiting?.missingPpm ?? 0, target: 0 },
    etaMs: null,
  };
}

/** The queries that are asked of a Prometheus; no condition when there are none. */
function queries({ queries: asked = [] }: Evidence): Awaited[] {
  if (asked.length === 0) return [];
  const against = asked.filter(({ state }) => state !== 'within');
  const text = (against.length > 0 ? against : asked).map((each) => each.text).join('; ');
  const value = asked.length - against.length;
  return [
    {
      condition: { condition: 'queries', met: against.length === 0, text, value, target: asked.length },
      etaMs: null,
    },
  ];
}

/** The kill of this stage; no condition when it has none. */
function termination({ stage }: RampingExperiment, evidence: Evidence, elapsedMs: number): Awaited[] {
  const kill = killOf(evidence, stage);
  if (!kill) return [];
  const met = kill.state === 'recovered' || kill.state === 'leashed';
  const value = kill.state === 'waiting' ? Math.min(elapsedMs, kill.compareMs) : kill.comparedMs;
  return [
    { condition: { condition: 'termination', met, text: kill.text, value, target: kill.compareMs }, etaMs: null },
  ];
}

export function killOf({ kills = [] }: Evidence, stage: number): KillEvidence | undefined {
  return kills.find((each) => each.stage === stage);
}

function longest(etasMs: readonly (number | null)[]): number | null {
  let longestMs = 0;
  for (const etaMs of etasMs) {
    if (etaMs === null) return null;
    longestMs = Math.max(longestMs, etaMs);
  }
  return longestMs;
}
