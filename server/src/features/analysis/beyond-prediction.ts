import type { Brake } from '@hormesis/contract/evidence.ts';
import type { Prediction, StagePrediction } from '@hormesis/contract/prediction.ts';
import type { Surroundings } from '@hormesis/contract/surroundings.ts';
import { matchesCallGroup } from '@hormesis/core/call-group.ts';

/** Less than this of the path says too little about its traffic, seconds. */
const SHORTEST_OBSERVATION_SECONDS = 60;
const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const WHOLE_PPM = 1_000_000;
/** Above, control is too small to tell of the traffic. */
const MOST_RHO = 0.95;

/**
 * The blast radius was told before the start; leaving it halts. An unpredicted service, call group, region or zone does so at once,
 * requests with an injection when there are more than 2μ + 5√μ + 10 within ten seconds, μ being predicted for the stage, or
 * more where the path has more traffic now than was predicted.
 */
export function predictionBrake(prediction: Prediction | undefined, stage: number, around: Surroundings): Brake {
  const value = around.injectedRequests;
  if (!prediction || prediction.observedSeconds < SHORTEST_OBSERVATION_SECONDS) {
    return { brake: 'prediction', tripped: false, value, limit: 0, text: unpredictedText(prediction) };
  }
  const predicted = prediction.stages.find((each) => each.stage === stage);
  const told = predicted?.injectedRequestsPer10s ?? 0;
  const mean = Math.max(told, predicted ? byTrafficNow(predicted, around.control.requests) : 0);
  const limit = 2 * mean + 5 * Math.sqrt(mean) + 10;
  const stray = strayFault(prediction, around);
  const text = `${count(value)} requests met a fault within 10 s, ${expectedText(told, mean)}; halts above ${count(limit)}`;
  return {
    brake: 'prediction',
    tripped: stray !== null || value > limit,
    value,
    limit,
    text: stray === null ? text : `${stray}, which was not predicted; ${text}`,
  };
}

/** Where a fault went that was not told before, in words. Regions and zones are judged where the agents of the time named theirs. */
function strayFault({ callGroups, services, regions, zones }: Prediction, around: Surroundings): string | null {
  const at = around.injectedAt.find(
    ({ callGroup, service }) =>
      !callGroups.some((predicted) => matchesCallGroup(predicted, callGroup)) || !services.includes(service),
  );
  if (at) return `${at.callGroup} was failed in ${at.service}`;
  const region = around.injectedIn.find((each) => isBeyond(each.region, regions));
  if (region) return `${region.service} failed calls in the region ${region.region}`;
  const zone = around.injectedIn.find((each) => isBeyond(each.zone, zones));
  return zone ? `${zone.service} failed calls in the zone ${zone.zone}` : null;
}

function isBeyond(name: string | null, predicted: readonly string[]): boolean {
  return name !== null && predicted.length > 0 && !predicted.includes(name);
}

/**
 * Requests that should meet a fault now: as many of treatment's as were predicted to, and treatment has ρ / (1 − ρ) times
 * the requests of control, whatever the hour. Control tells it and not treatment: clients that try again because of the
 * fault must not raise their own limit. Where nothing was seen before, every request of treatment may meet one.
 */
function byTrafficNow(
  { trafficPpm, requestsPer10s, injectedRequestsPer10s }: StagePrediction,
  controlRequests: number,
): number {
  const rho = Math.max(0.5, Math.min(MOST_RHO, trafficPpm / WHOLE_PPM));
  const treatmentRequests = (controlRequests * rho) / (1 - rho);
  return treatmentRequests * (requestsPer10s > 0 ? injectedRequestsPer10s / requestsPer10s : 1);
}

function expectedText(told: number, mean: number): string {
  const predicted = `${count(told)} were predicted`;
  return mean <= told ? predicted : `${predicted} (${count(mean)} with the traffic of now)`;
}

function unpredictedText(prediction: Prediction | undefined): string {
  if (!prediction) return 'nothing was predicted for this experiment';
  const seconds = count(prediction.observedSeconds);
  return `the path was observed for ${seconds} s before the start, too short to predict from (${SHORTEST_OBSERVATION_SECONDS} s)`;
}

function count(requests: number): string {
  return wholeNumber.format(requests);
}
