import type { ExperimentState } from '@hormesis/contract/experiment.ts';

/** Whether anything can still be injected, now or later. */
export function isAlive(state: ExperimentState): boolean {
  return state.name === 'running' || state.name === 'paused' || state.name === 'scheduled' || state.name === 'draft';
}
