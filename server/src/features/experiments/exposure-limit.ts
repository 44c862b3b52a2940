import type { StagePlan } from '@hormesis/contract/ramp.ts';
import { WHOLE_PPM } from '@hormesis/contract/share.ts';
import { percent } from './sentences.ts';

const MINUTE_MS = 60_000;

/**
 * Why a stage could never see the units it asks for, or null. A request brings at most one unit that was not seen before,
 * so the rate of requests is the most that the rate of units can be; the smaller arm is the one that is waited for.
 */
export function unreachable(
  stage: StagePlan,
  index: number,
  { requestsPerMinute, timeoutMs }: { requestsPerMinute: number; timeoutMs: number },
): string | null {
  const perMinute = (requestsPerMinute * smallerArmPpm(stage.trafficPpm)) / WHOLE_PPM;
  const neededMs = (stage.minExposedUnits / perMinute) * MINUTE_MS;
  if (neededMs <= timeoutMs) return null;
  const units = stage.minExposedUnits.toLocaleString('en-US');
  const takes = perMinute > 0 ? `that takes at least ${span(neededMs)}` : 'that takes for ever';
  return `stage ${index + 1} asks for ${units} exposed units in each arm; at the present ${rate(requestsPerMinute)}, of which ${percent(smallerArmPpm(stage.trafficPpm))} come to the smaller arm, ${takes}, and the stage ends after ${span(timeoutMs)}`;
}

/** At 100 % there is no control arm to wait for. */
function smallerArmPpm(trafficPpm: number): number {
  return trafficPpm >= WHOLE_PPM ? WHOLE_PPM : Math.min(trafficPpm, WHOLE_PPM - trafficPpm);
}

function rate(perMinute: number): string {
  return `${Number(perMinute.toPrecision(3))} units a minute at most`;
}

/** A time of any length in the unit a person would choose. */
function span(ms: number): string {
  const minutes = ms / MINUTE_MS;
  if (minutes < 2) return `${Math.ceil(ms / 1_000)} s`;
  if (minutes < 120) return `${Math.ceil(minutes)} minutes`;
  return minutes < 2_880 ? `${Math.ceil(minutes / 60)} hours` : `${Math.ceil(minutes / 1_440)} days`;
}
