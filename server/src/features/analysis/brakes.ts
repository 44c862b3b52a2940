import type { Brake } from '@hormesis/contract/evidence.ts';
import type { ExperimentSums } from './sums.ts';
import { FAILED_KPI } from './sums.ts';

/** The usual failing share is never taken to be below 0.1 %: a handful of control units can't show less. */
const LOWEST_USUAL_SHARE = 0.001;
const BLIND_AFTER_MS = 10_000;
/** Agents need a moment to hear of a new experiment and report on it for the first time. */
const FIRST_REPORT_GRACE_MS = 10_000;

/**
 * Above ρ = ½ the harm test needs ever more failing units (62 at .9), so a surge halts by itself: failing treatment units
 * in ten seconds above 15 + 5·b·n_T, with b the usual failing share of control's trials so far.
 */
export function surgeBrake(sums: ExperimentSums): Brake {
  const usual = usualShare(
    sums.stages.reduce((sum, each) => sum + each.failing.control, 0),
    sums.stages.reduce((sum, each) => sum + each.known.control, 0),
  );
  const value = sums.last10s.failing.treatment;
  const limit = 15 + 5 * usual * sums.last10s.active.treatment;
  const armed = sums.stages.some((each) => each.stage === sums.stage && each.rhoPpm > 500_000);
  const text = `${value} users in treatment began to fail within 10 s, at most ${round(limit)} are let pass`;
  return {
    brake: 'surge',
    tripped: armed && value > limit,
    value,
    limit,
    text: armed ? text : `${text} above 50 % of traffic; below, the harm test is faster`,
  };
}

/**
 * What the experiment may cost: failing treatment units beyond the usual reach the budget. Usual is counted in the same
 * currency, units that ever failed out of units ever seen, because with time more and more units have failed once.
 */
export function budgetBrake(sums: ExperimentSums, budgetUnits: number): Brake {
  const failing = { treatment: 0, control: 0 };
  for (const each of sums.failing) {
    if (each.kpi !== FAILED_KPI) continue;
    failing.treatment += each.treatment;
    failing.control += each.control;
  }
  const usual = usualShare(failing.control, sums.units.control) * sums.units.treatment;
  const value = Math.max(0, failing.treatment - usual);
  return {
    brake: 'budget',
    tripped: value >= budgetUnits,
    value,
    limit: budgetUnits,
    text: `${round(value)} users failed beyond the usual ${round(usual)}, the budget is ${budgetUnits}`,
  };
}

/** A control loop without telemetry cannot see harm. */
export function blindBrake(sums: ExperimentSums): Brake {
  const value = Math.max(0, sums.telemetryAgeMs ?? sums.nowMs - sums.startedAtMs);
  const limit = sums.telemetryAgeMs === null ? BLIND_AFTER_MS + FIRST_REPORT_GRACE_MS : BLIND_AFTER_MS;
  const since = sums.telemetryAgeMs === null ? 'no report since the start' : 'the last report is';
  const ago = sums.telemetryAgeMs === null ? '' : ' old';
  return {
    brake: 'blind',
    tripped: value >= limit,
    value,
    limit,
    text: `${since} ${round(value / 1_000)} s${ago}, at most ${limit / 1_000} s are let pass`,
  };
}

function usualShare(failing: number, units: number): number {
  return Math.max(LOWEST_USUAL_SHARE, units > 0 ? failing / units : 0);
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
