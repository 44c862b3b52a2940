import type { FindingEvidence } from '@hormesis/contract/finding.ts';
import type { Finding } from './finding.ts';
import { isBlocking } from './finding.ts';

/** What became of the calls of one call group that was failed. */
export interface GroupOutcome {
  readonly callGroup: string;
  readonly injected: number;
  readonly absorbed: number;
  readonly visible: number;
}

/** An experiment on live traffic that ended with a verdict that says something. */
export interface EndedRun {
  readonly experiment: string;
  readonly scenario: string;
  readonly scenarioVersion: number;
  readonly path: string;
  readonly title: string;
  readonly hypothesis: string;
  readonly owner: string;
  readonly verdict: 'passed' | 'failed';
  readonly reason: string;
  /** Share of live traffic in treatment at the end, parts per million. */
  readonly trafficPpm: number;
  readonly endedAt: string;
  readonly exposedUnits: FindingEvidence['exposedUnits'];
  readonly kpis: FindingEvidence['kpis'];
  /** The call groups it meant to fail, each as it was observed. */
  readonly groups: readonly GroupOutcome[];
}

/** One thing to write, with the sentence for the finding's history. */
export type Change =
  | { readonly action: 'open'; readonly group: GroupOutcome; readonly text: string }
  | {
      readonly action: 'found_again';
      readonly finding: Finding;
      readonly group: GroupOutcome;
      readonly reopens: boolean;
      readonly text: string;
    }
  | { readonly action: 'verify'; readonly finding: Finding; readonly text: string }
  | { readonly action: 'note'; readonly finding: Finding; readonly text: string };

/**
 * What a verdict does to the findings of its scenario. A failed run opens one for each call group it is about, or finds
 * it again; a passed run verifies those that stood, if it went at least as far up as the run that found them.
 * `known`: the findings of the same scenario. `nowMs`: the database's time.
 */
export function reckon(run: EndedRun, known: readonly Finding[], nowMs: number): Change[] {
  const of = (callGroup: string) => known.find((finding) => finding.callGroup === callGroup);
  if (run.verdict === 'failed') return blamed(run.groups).map((group) => found(run, group, of(group.callGroup), nowMs));
  return run.groups.flatMap((group) => {
    const finding = of(group.callGroup);
    return finding && group.injected > 0 && finding.state.name !== 'verified' ? [passed(run, finding)] : [];
  });
}

/** Those whose failed calls the user saw; where nothing tells, all that were failed. */
function blamed(groups: readonly GroupOutcome[]): readonly GroupOutcome[] {
  const visible = groups.filter((group) => group.visible > 0);
  if (visible.length > 0) return visible;
  const injected = groups.filter((group) => group.injected > 0);
  return injected.length > 0 ? injected : groups;
}

function found(run: EndedRun, group: GroupOutcome, finding: Finding | undefined, nowMs: number): Change {
  const text = `Experiment ${run.experiment} failed at ${percent(run.trafficPpm)} of live traffic: ${run.reason}`;
  if (!finding) return { action: 'open', group, text };
  // What somebody accepted stays accepted until its day: that it still happens is what they accepted.
  const accepted = finding.state.name === 'accepted' && !isBlocking(finding.state, nowMs);
  return { action: 'found_again', finding, group, reopens: !accepted && finding.state.name !== 'open', text };
}

function passed(run: EndedRun, finding: Finding): Change {
  const share = percent(run.trafficPpm);
  const { evidence } = finding;
  if (run.scenarioVersion < evidence.scenarioVersion || run.trafficPpm < evidence.trafficPpm) {
    const text = `Experiment ${run.experiment} passed up to ${share} of live traffic: less than the ${percent(evidence.trafficPpm)} at which it was found, so it verifies nothing.`;
    return { action: 'note', finding, text };
  }
  return {
    action: 'verify',
    finding,
    text: `Verified: experiment ${run.experiment} passed up to ${share} of live traffic (version ${run.scenarioVersion} of the scenario).`,
  };
}

/** The evidence a finding keeps of `run`. */
export function evidenceOf(run: EndedRun, { injected, absorbed, visible }: GroupOutcome): FindingEvidence {
  const { experiment, scenarioVersion, reason, trafficPpm, exposedUnits, kpis } = run;
  return { experiment, scenarioVersion, reason, trafficPpm, exposedUnits, kpis, injected, absorbed, visible };
}

function percent(ppm: number): string {
  return `${ppm / 10_000} %`;
}
