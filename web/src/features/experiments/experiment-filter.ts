import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';

/** What somebody looks for; empty texts look for nothing. */
export type ExperimentFilter = { state: string; verdict: string; path: string; find: string };

export const states = ['running', 'paused', 'completed', 'halted', 'cancelled'] as const;
export const verdicts = ['passed', 'failed', 'inconclusive', 'none'] as const;

/** Experiments that fit; the text may stand in the title, the scenario, the reason, the id or a name. */
export function filtered(
  experiments: readonly ExperimentSummary[],
  { state, verdict, path, find }: ExperimentFilter,
): ExperimentSummary[] {
  const text = find.toLowerCase();
  return experiments.filter(
    (each) =>
      (state === '' || each.state.name === state) &&
      (verdict === '' || (each.verdict ?? 'none') === verdict) &&
      (path === '' || each.path === path) &&
      (text === '' || wordsOf(each).some((words) => words.toLowerCase().includes(text))),
  );
}

/** Whether anything is looked for. */
export function isFiltering({ state, verdict, path, find }: ExperimentFilter): boolean {
  return [state, verdict, path, find].some((each) => each !== '');
}

function wordsOf({ title, scenario, reason, id, owner, startedBy }: ExperimentSummary): string[] {
  return [title, scenario, reason, id, owner, startedBy];
}
