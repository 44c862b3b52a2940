import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { FindingSummary } from '@hormesis/contract/finding.ts';

/** What `run --json` prints; scripts rely on this shape. `failing` counts units. */
export function outcome(view: ExperimentView, found: readonly FindingSummary[] = []) {
  return {
    experiment: view.id,
    scenario: view.scenario,
    state: view.state.name,
    verdict: view.verdict,
    reason: view.reason,
    stages: view.evidence.stages.map(({ trafficPpm, exposedUnits, failing }) => ({
      trafficPpm,
      exposedUnits,
      failing,
    })),
    injections: view.injections,
    ...(view.evidence.kills && { kills: view.evidence.kills }),
    halt: view.halt,
    findings: found.map(({ id }) => id),
  };
}
