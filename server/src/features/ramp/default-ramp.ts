import type { RampPlan, StagePlan } from '@hormesis/contract/ramp.ts';

const MINUTE_MS = 60_000;

/**
 * The ramp of a scenario when neither it nor its path brings one. It ends at 95 %: a holdback of 5 % keeps a control arm to
 * compare with until the end. Holds grow with the share, because what breaks late (caches, pools, quotas) needs time to.
 */
export const DEFAULT_RAMP: RampPlan = {
  stages: [
    { trafficPpm: 1_000, holdMs: 5 * MINUTE_MS, minExposedUnits: 20 },
    { trafficPpm: 10_000, holdMs: 5 * MINUTE_MS, minExposedUnits: 50 },
    { trafficPpm: 50_000, holdMs: 10 * MINUTE_MS, minExposedUnits: 100 },
    { trafficPpm: 250_000, holdMs: 10 * MINUTE_MS, minExposedUnits: 200 },
    { trafficPpm: 500_000, holdMs: 10 * MINUTE_MS, minExposedUnits: 200 },
    { trafficPpm: 950_000, holdMs: 20 * MINUTE_MS, minExposedUnits: 200 },
  ],
};

/**
 * The default ramp as far as `limitPpm` lets it go: a path without approval gets the stages below its limit, so that what
 * nobody chose is never what a limit refuses. Its first stage always stays.
 */
export function defaultRampUpTo(limitPpm: number): RampPlan {
  const [first, ...more] = DEFAULT_RAMP.stages;
  return {
    stages: [first, ...more.filter((stage) => stage.trafficPpm <= limitPpm)].filter((stage) => stage !== undefined),
  };
}

/** How long a stage may wait for its gate, milliseconds: its own, else ten holds and at least ten minutes. */
export function timeoutMsOf(stage: StagePlan): number {
  return stage.timeoutMs ?? Math.max(10 * stage.holdMs, 10 * MINUTE_MS);
}

/**
 * J of the harm test, whole minutes: the longest the ramp may take. Longer than the holds alone, because restarts end with
 * it, and a stage that waits for its gate must not be guarded less well; it costs a late outage two or three more units.
 */
export function plannedMinutesOf(ramp: RampPlan): number {
  return Math.ceil(ramp.stages.reduce((sum, each) => sum + timeoutMsOf(each), 0) / MINUTE_MS);
}
