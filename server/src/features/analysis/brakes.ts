import type { Brake } from '@hormesis/contract/evidence.ts';
import type { ExperimentSums, StageSums } from '@hormesis/contract/experiment-sums.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';

/** The usual failing share is never taken to be below 0.1 %: a handful of control units can't show less. */
const LOWEST_USUAL_SHARE = 0.001;
/** Fewer trials than this say little about a share of a percent. */
const FEW_TRIALS = 100;
const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const BLIND_AFTER_MS = 10_000;
/** Agents need a moment to hear of a new experiment and report on it for the first time. */
const FIRST_REPORT_GRACE_MS = 10_000;

/** What chance alone does not do: five standard deviations, looked at every second for days. */
const CHANCE_DEVIATIONS = 5;

/**
 * Above ρ = ½ the harm test needs ever more failing units (62 at .9), so a surge halts by itself: failing treatment units
 * in ten seconds above 15 + 5·b·n_T, with b the usual failing share: of control's trials so far, or `before` (see `usualOf`).
 */
export function surgeBrake(sums: ExperimentSums, before?: Before): Brake {
  const usual = usualOf(trialsSoFar(sums).control, before);
  // Of a sample the room for chance is one of units that were counted: two of them may stand for more than a hundred.
  const oneIn = sums.sample?.eventsOneIn ?? 1;
  const value = sums.last10s.failing.treatment * oneIn;
  const limit = 15 * oneIn + 5 * usualShare(usual) * sums.last10s.active.treatment;
  const armed = sums.stages.some((each) => each.stage === sums.stage && each.rhoPpm > 500_000);
  const text = `${value} ${value === 1 ? 'user' : 'users'} in treatment began to fail within 10 s; halts above ${whole(limit)}`;
  return {
    brake: 'surge',
    tripped: armed && value > limit,
    value,
    limit,
    text: armed ? text : `${text}, from 50 % of traffic up: below, the harm test is faster`,
  };
}

/**
 * What the experiment may cost: failing treatment trials above the usual b·n_T reach the budget.
 * With many users chance alone goes past any fixed number (without the second limit every A/A ramp of an hour at 1,000
 * requests a second was halted), so the difference must also be one that chance does not make. Trials, not units that
 * ever failed: these grow with the time at risk, which differs between the arms once control units have moved.
 */
export function budgetBrake(sums: ExperimentSums, budgetUnits: number, before?: Before): Brake {
  const { treatment, control } = trialsSoFar(sums);
  const beside = usualOf(control, before);
  // One unit of a sample stands for many.
  const oneIn = sums.sample?.unitsOneIn ?? 1;
  const usual = usualShare(beside) * treatment.known * oneIn;
  const value = Math.max(0, treatment.failing * oneIn - usual);
  const limit = Math.max(budgetUnits, CHANCE_DEVIATIONS * deviationByChance(treatment, beside) * oneIn);
  return {
    brake: 'budget',
    tripped: value >= limit,
    value,
    limit,
    text: `${round(value)} users failed beyond the usual ${round(usual)}; halts at ${whole(limit)}`,
  };
}

interface Trials {
  readonly known: number;
  readonly failing: number;
}

/** What was observed of the path before the start, outside any experiment. */
type Before = Prediction['baseline'];

/**
 * What treatment is compared with: control, and what was observed before the start while control has hardly a trial (a
 * ramp straight to 100 % has none at all). Of the two the one that fails more often: a handful of control units that
 * happened to be well must not turn the usual failures of ten thousand others into harm.
 */
function usualOf(control: Trials, before: Before | undefined): Trials {
  if (control.known >= FEW_TRIALS || !before || before.requests < FEW_TRIALS) return control;
  const earlier = { known: before.requests, failing: Math.min(before.failed, before.requests) };
  return usualShare(control) > usualShare(earlier) ? control : earlier;
}

/** True when neither control nor the time before the start says how many users fail without a fault. */
export function isUsualUnknown(sums: ExperimentSums, before?: Before): boolean {
  return usualOf(trialsSoFar(sums).control, before).known === 0;
}

function trialsSoFar(sums: ExperimentSums): { treatment: Trials; control: Trials } {
  const total = (pick: (each: StageSums) => number) => sums.stages.reduce((sum, each) => sum + pick(each), 0);
  return {
    treatment: { known: total((each) => each.known.treatment), failing: total((each) => each.failing.treatment) },
    control: { known: total((each) => each.known.control), failing: total((each) => each.failing.control) },
  };
}

function usualShare({ known, failing }: Trials): number {
  return Math.max(LOWEST_USUAL_SHARE, known > 0 ? failing / known : 0);
}

/** Standard deviation of treatment's failing trials less the expected ones, if both arms failed alike; 0 without control. */
function deviationByChance(treatment: Trials, control: Trials): number {
  if (control.known === 0) return 0;
  const alike = (treatment.failing + control.failing) / (treatment.known + control.known);
  return Math.sqrt(alike * (1 - alike) * treatment.known * (1 + treatment.known / control.known));
}

/**
 * Surge and budget of an experiment of which nobody knows what is usual: they halt as early as ever, since what they see may
 * be harm, but as `blind`. Whether the fault did it cannot be told, and a verdict of `failed` would claim that.
 */
export function withoutUsual(measured: readonly Brake[], blind: Brake): { counted: Brake[]; blind: Brake } {
  const nobodyKnows =
    'there is no control and the path was not observed before the start, so nobody knows how many fail without faults';
  const counted = measured.map((each) => ({ ...each, tripped: false, text: `${each.text}; ${nobodyKnows}` }));
  const beyond = measured.find(({ tripped }) => tripped);
  if (!beyond || blind.tripped) return { counted, blind };
  const { value, limit, text } = beyond;
  return { counted, blind: { brake: 'blind', tripped: true, value, limit, text: `${text}; ${nobodyKnows}` } };
}

/** A control loop without telemetry cannot see harm; an entry that is silent alone is named. */
export function blindBrake(sums: ExperimentSums): Brake {
  const value = Math.max(0, sums.telemetryAgeMs ?? sums.nowMs - sums.startedAtMs);
  const limit = sums.telemetryAgeMs === null ? BLIND_AFTER_MS + FIRST_REPORT_GRACE_MS : BLIND_AFTER_MS;
  const whose = sums.silentEntry === null ? '' : ` of ${sums.silentEntry}`;
  const since = sums.telemetryAgeMs === null ? 'no report since the start' : `the last report${whose} is`;
  const ago = sums.telemetryAgeMs === null ? '' : ' old';
  return {
    brake: 'blind',
    tripped: value >= limit,
    value,
    limit,
    text: `${since} ${round(value / 1_000)} s${ago}; halts at ${limit / 1_000} s`,
  };
}

/** A limit, where a tenth of a user says nothing. */
function whole(limit: number): string {
  return limit < 10 ? round(limit) : wholeNumber.format(Math.floor(limit));
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
