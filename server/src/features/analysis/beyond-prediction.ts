import type { Brake } from '@hormesis/contract/evidence.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { Surroundings } from '@hormesis/contract/surroundings.ts';
import { matchesCallGroup } from '@hormesis/core/call-group.ts';

/** Less than this of the path says too little about its traffic, seconds. */
const SHORTEST_OBSERVATION_SECONDS = 60;

/**
 * The blast radius was told before the start; leaving it halts. An unpredicted service or call group does so at once,
 * requests with an injection when there are more than 2μ + 5√μ + 10 within ten seconds, μ being predicted for the stage.
 */
export function predictionBrake(prediction: Prediction | undefined, stage: number, around: Surroundings): Brake {
  const value = around.injectedRequests;
  if (!prediction || prediction.observedSeconds < SHORTEST_OBSERVATION_SECONDS) {
    return { brake: 'prediction', tripped: false, value, limit: 0, text: unpredictedText(prediction) };
  }
  const mean = prediction.stages.find((each) => each.stage === stage)?.injectedRequestsPer10s ?? 0;
  const limit = 2 * mean + 5 * Math.sqrt(mean) + 10;
  const stray = around.injectedAt.find(
    ({ callGroup, service }) =>
      !prediction.callGroups.some((predicted) => matchesCallGroup(predicted, callGroup)) ||
      !prediction.services.includes(service),
  );
  const text = `${value} requests met a fault within 10 s, ${round(mean)} were predicted and at most ${round(limit)} are let pass`;
  return {
    brake: 'prediction',
    tripped: stray !== undefined || value > limit,
    value,
    limit,
    text: stray ? `${stray.callGroup} was failed in ${stray.service}, which was not predicted; ${text}` : text,
  };
}

function unpredictedText(prediction: Prediction | undefined): string {
  if (!prediction) return 'nothing was predicted for this experiment';
  const seconds = round(prediction.observedSeconds);
  return `the path was observed for ${seconds} s before the start, too short to predict from (${SHORTEST_OBSERVATION_SECONDS} s)`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
