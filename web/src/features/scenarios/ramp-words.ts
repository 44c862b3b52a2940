import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatShare } from '../../lib/format-share.ts';

/** `2 % → 10 % → 25 %`. */
export function rampWords({ stages }: RampPlan): string {
  return stages.map(({ trafficPpm }) => formatShare(trafficPpm)).join(' → ');
}

/** The least time the ramp takes: the sum of its holds. */
export function shortestRun({ stages }: RampPlan): string {
  return formatDuration(stages.reduce((total, { holdMs }) => total + holdMs, 0));
}
