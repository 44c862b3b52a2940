import type { Evidence, Gate, GateCondition, KillStateName } from '@hormesis/contract/evidence.ts';
import type { HaltReason } from '@hormesis/contract/experiment.ts';
import { quietMsOf } from '@hormesis/contract/kill-quiet.ts';
import { timeoutMsOf } from './default-ramp.ts';
import { gateOf, killOf } from './gate.ts';
import { haltCondition, unreadableGuardrail } from './halt-condition.ts';
import type { RampingExperiment } from './ramping-experiment.ts';
import { percentagePoints, seconds } from './wording.ts';

/** What happens to a running experiment next, and why. */
export type RampDecision =
  | { readonly action: 'advance'; readonly toStage: number; readonly reason: string; readonly gate: Gate }
  | { readonly action: 'complete'; readonly verdict: 'passed'; readonly reason: string; readonly gate: Gate }
  | { readonly action: 'hold'; readonly reason: string; readonly gate: Gate }
  /** Everything is met but the kill of this stage, which happens now. */
  | { readonly action: 'terminate'; readonly reason: string; readonly gate: Gate }
  | { readonly action: 'halt'; readonly reason: HaltReason; readonly detail: string; readonly gate: Gate }
  | { readonly action: 'conclude'; readonly verdict: 'inconclusive'; readonly reason: string; readonly gate: Gate };

const CLOSED: Gate = { open: false, conditions: [], etaMs: null };

/**
 * Decides the next step of a ramp. Harm and brakes come first, then a stage that has waited too long, then its gate: so
 * nothing goes up, and nothing passes, past evidence of harm. `nowMs` is the database's time, milliseconds.
 */
export function evaluateRamp(experiment: RampingExperiment, evidence: Evidence, nowMs: number): RampDecision {
  const plan = experiment.stages[experiment.stage];
  const gate = plan ? gateOf(experiment, plan, evidence, nowMs) : CLOSED;
  const halt = haltCondition(evidence);
  if (halt) return { action: 'halt', ...halt, gate };
  if (!plan) {
    return {
      action: 'conclude',
      verdict: 'inconclusive',
      reason: `the ramp has no stage ${experiment.stage + 1}`,
      gate,
    };
  }
  const kill = killOf(evidence, experiment.stage);
  if (kill && NO_PROOF.has(kill.state)) return { action: 'conclude', verdict: 'inconclusive', reason: kill.text, gate };
  // A kill has a limit of its own, and is looked at until it is reached.
  const late = kill?.state !== 'watching' && nowMs - experiment.stageSinceMs >= timeoutMsOf(plan);
  if (late) return { action: 'conclude', verdict: 'inconclusive', reason: lateText(gate, timeoutMsOf(plan)), gate };
  const unreadable = unreadableGuardrail(evidence);
  if (unreadable) return { action: 'hold', reason: unreadable, gate };
  if (
    kill?.state === 'waiting' &&
    nowMs - experiment.stageSinceMs >= quietMsOf(kill) &&
    onlyWaitsFor(gate, 'termination')
  )
    return { action: 'terminate', reason: unmet(gate), gate };
  if (!gate.open) return onlySplitIsBroken(experiment, gate) ? endWithoutSplit(gate) : waiting(gate);
  if (experiment.stage + 1 < experiment.stages.length) {
    return { action: 'advance', toStage: experiment.stage + 1, reason: gatePassedText(plan.trafficPpm), gate };
  }
  return ended(evidence, gatePassedText(plan.trafficPpm), gate);
}

/** A kill that ended so says nothing more by waiting. */
const NO_PROOF: ReadonlySet<KillStateName> = new Set([
  'refused',
  'nobody_died',
  'not_recovered',
  'cut_short',
  'unproven',
]);

/** All of the ramp has passed; what is claimed of kills needs that somebody died. */
function ended({ kills = [] }: Evidence, passed: string, gate: Gate): RampDecision {
  const unproven = kills.filter(({ state }) => state !== 'recovered');
  const reason = [passed, ...(unproven.length > 0 ? unproven : kills).map(({ text }) => text)].join('; ');
  if (unproven.length > 0) return { action: 'conclude', verdict: 'inconclusive', reason, gate };
  return { action: 'complete', verdict: 'passed', reason, gate };
}

function onlyWaitsFor(gate: Gate, condition: GateCondition['condition']): boolean {
  return gate.conditions.every((each) => each.met === (each.condition !== condition));
}

function waiting(gate: Gate): RampDecision {
  const eta = gate.etaMs === null ? '' : `; about ${seconds(gate.etaMs)} at the present rate`;
  return { action: 'hold', reason: `${unmet(gate)}${eta}`, gate };
}

/** At the end nothing is left to wait for but arms that will hardly match again. */
function onlySplitIsBroken(experiment: RampingExperiment, gate: Gate): boolean {
  const isLast = experiment.stage === experiment.stages.length - 1;
  return isLast && onlyWaitsFor(gate, 'split');
}

function endWithoutSplit(gate: Gate): RampDecision {
  return { action: 'conclude', verdict: 'inconclusive', reason: unmet(gate), gate };
}

function lateText(gate: Gate, timeoutMs: number): string {
  const what = gate.open ? 'the stage was not evaluated in time' : unmet(gate);
  return `after ${seconds(timeoutMs)} in this stage: ${what}`;
}

function unmet(gate: Gate): string {
  return gate.conditions
    .filter((each) => !each.met)
    .map((each) => each.text)
    .join('; ');
}

function gatePassedText(trafficPpm: number): string {
  return `the stage at ${percentagePoints(trafficPpm).replace(/ points?$/, ' %')} passed its gate`;
}
