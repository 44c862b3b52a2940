import type { ExperimentView } from './experiment.ts';

export type StepState =
  | { name: 'done'; passedAt: string | null }
  | { name: 'now'; since: string; fraction: number; paused: boolean }
  | { name: 'stopped' }
  | { name: 'coming' };

export type RampStep = { key: string; trafficPpm: number; holdMs: number; state: StepState };

type Ramped = Pick<ExperimentView, 'ramp' | 'state' | 'evidence' | 'timeline' | 'verdict'>;

/**
 * The ramp as steps. A stage counts as done when a later one was reached or the whole ramp completed; where an
 * experiment ended early, its last stage is `stopped`, never `done`.
 */
export function rampSteps(experiment: Ramped, nowMs: number): RampStep[] {
  const reached = reachedStage(experiment);
  const passed = passedTimes(experiment);
  return experiment.ramp.stages.map(({ trafficPpm, holdMs }, index) => ({
    key: `${index}-${trafficPpm}`,
    trafficPpm,
    holdMs,
    state: stepState(experiment, index, reached, passed[index] ?? null, holdMs, nowMs),
  }));
}

/** Index of the stage it is in or ended in; −1 before the first. */
export function reachedStage({ state, evidence }: Pick<ExperimentView, 'state' | 'evidence'>): number {
  if (state.name === 'running' || state.name === 'paused') return state.stage;
  if (state.name === 'draft' || state.name === 'scheduled' || state.name === 'cancelled') return -1;
  return evidence.stages.reduce((highest, { stage }) => Math.max(highest, stage), -1);
}

function stepState(
  { state, verdict }: Ramped,
  index: number,
  reached: number,
  passedAt: string | null,
  holdMs: number,
  nowMs: number,
): StepState {
  if (index < reached) return { name: 'done', passedAt };
  if (index > reached) return { name: 'coming' };
  if (state.name === 'running') {
    const fraction = Math.min(1, Math.max(0, (nowMs - Date.parse(state.since)) / holdMs));
    return { name: 'now', since: state.since, fraction, paused: false };
  }
  if (state.name === 'paused') return { name: 'now', since: state.since, fraction: 0, paused: true };
  return state.name === 'completed' && verdict === 'passed' ? { name: 'done', passedAt } : { name: 'stopped' };
}

/** When each stage's gate was passed or promoted past, in order. */
function passedTimes({ timeline }: Pick<ExperimentView, 'timeline'>): string[] {
  return timeline
    .filter(({ kind }) => kind === 'gate_passed' || kind === 'promoted')
    .sort((a, b) => a.id - b.id)
    .map(({ at }) => at);
}
