import type { RampPlan, StagePlan } from '@hormesis/contract/ramp';

const DEFAULT_HOLD_MS = 60_000;
const DEFAULT_MIN_EXPOSED_UNITS = 10;

/**
 * Turns a list of shares into a ramp. Hold time, minimum of exposed units and margin come from the ramp the scenario
 * would have taken: from its first stage at or above the share, because the gates of a larger share are the stricter
 * ones, and from its last stage above all of them.
 */
export function rampOf(
  sharesPpm: readonly number[],
  usual: RampPlan | undefined,
  holdMs: number | undefined,
): RampPlan {
  return { stages: sharesPpm.map((trafficPpm) => stageOf(trafficPpm, usual, holdMs)) };
}

function stageOf(trafficPpm: number, usual: RampPlan | undefined, holdMs: number | undefined): StagePlan {
  const pattern = usual?.stages.find((stage) => stage.trafficPpm >= trafficPpm) ?? usual?.stages.at(-1);
  const stage = pattern ?? { holdMs: DEFAULT_HOLD_MS, minExposedUnits: DEFAULT_MIN_EXPOSED_UNITS };
  return { ...stage, trafficPpm, ...(holdMs !== undefined && { holdMs }) };
}
