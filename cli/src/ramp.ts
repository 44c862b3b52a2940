import { type RampPlan, type StagePlan, stage } from '@hormesis/contract/ramp.ts';
import { usageError } from './cli-error.ts';

/**
 * Turns a list of shares into a ramp. Hold time, minimum of exposed units and margin come from the ramp the scenario
 * would have taken: from its first stage at or above the share, because the gates of a larger share are the stricter
 * ones, and from its last stage above all of them.
 * @throws CliError when there is no such ramp and no hold time was given: how long live traffic is failed is not guessed.
 */
export function rampOf(
  sharesPpm: readonly number[],
  usual: RampPlan | undefined,
  holdMs: number | undefined,
): RampPlan {
  return { stages: sharesPpm.map((trafficPpm) => stageOf(trafficPpm, usual, holdMs)) };
}

function stageOf(trafficPpm: number, usual: RampPlan | undefined, holdMs: number | undefined): StagePlan {
  const pattern = usual?.stages.find((each) => each.trafficPpm >= trafficPpm) ?? usual?.stages.at(-1);
  const hold = holdMs ?? pattern?.holdMs;
  if (hold === undefined) {
    throw usageError(
      'neither the scenario nor its path brings a ramp with hold times: say how long a stage lasts with --stage-hold, for instance --stage-hold 5m',
    );
  }
  return stage.parse({ ...pattern, trafficPpm, holdMs: hold });
}
