import type { ExperimentView, VerdictName } from '@hormesis/contract/experiment.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import type { TerminationView } from '@hormesis/contract/terminations.ts';

/** What the process answers to a script. `interrupted` is what a shell expects after Ctrl-C. */
export const exitCodes = { done: 0, usage: 1, failed: 2, inconclusive: 3, refused: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byVerdict = {
  passed: exitCodes.done,
  failed: exitCodes.failed,
  inconclusive: exitCodes.inconclusive,
} satisfies Record<VerdictName, ExitCode>;

/** An experiment that ended without a verdict proved nothing, so it is never a pass. */
export function exitCodeOfEnd(view: Pick<ExperimentView, 'verdict'>): ExitCode {
  return view.verdict === null ? exitCodes.inconclusive : byVerdict[view.verdict];
}

/** "Done" is only said when every connected agent confirmed: an agent that did not answer is unknown, not stopped. */
export function exitCodeOfHalt(report: HaltReport): ExitCode {
  return report.agents.unknown.length === 0 ? exitCodes.done : exitCodes.inconclusive;
}

/** A dry run is done; a kill is when somebody died. Where nobody knows, or the answer came before the end, it is inconclusive. */
export function exitCodeOfKill({ leashed, targets }: Pick<TerminationView, 'leashed' | 'targets'>): ExitCode {
  const became = targets.map(({ outcome }) => outcome.kind);
  if (leashed || became.includes('killed')) return exitCodes.done;
  return became.some((kind) => kind === 'unknown' || kind === 'pending') ? exitCodes.inconclusive : exitCodes.refused;
}
