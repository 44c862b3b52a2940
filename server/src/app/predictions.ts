import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { marginPpmOf } from '@hormesis/contract/margin.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { type AdvisedPlan, adviceFor, proposeRamp } from '../features/analysis/advice.ts';
import { unitsBehind } from '../features/analysis/volume.ts';
import type { ObservedPath } from '../features/blast-radius/observed-path.ts';
import { readObserved } from '../features/blast-radius/observed-queries.ts';
import { predict } from '../features/blast-radius/predict.ts';
import type { Planned } from '../features/experiments/ports.ts';
import { layoutOf } from '../features/ramp/rho.ts';
import type { Queryable } from '../platform/database.ts';

/** Where nothing failed within the hour, a doubling is one of this share. */
const LOWEST_USUAL_SHARE = 0.001;
/** Faults after which a call still hangs: what they break is counted at the path's deadline at the latest. */
const HANGS: ReadonlySet<string> = new Set(['latency', 'timeout', 'throttle']);

/** From the traffic of the last hour to what an experiment will touch, what it can tell, and what it may cost. */
export async function predictFor(client: Queryable, planned: Planned): Promise<Prediction> {
  const callGroups = planned.faults.map(({ callGroup }) => callGroup);
  const observed = await observedFor(client, planned.path, callGroups);
  const whole = advisedOf(planned, observed);
  const advice = adviceFor({
    ...whole,
    stages: planned.ramp.stages.map((stage) => ({
      ...{ trafficPpm: stage.trafficPpm, rhoPpm: layoutOf(stage.trafficPpm).rhoPpm, holdMs: stage.holdMs },
      ...{ minExposedUnits: stage.minExposedUnits, marginPpm: marginPpmOf(stage) },
    })),
  });
  const gates = advice.map(({ gateSeconds }) => gateSeconds);
  return {
    ...predict(planned.faults, planned.ramp, observed),
    unitsOfPath: whole.volume.units === null ? null : Math.round(whole.volume.units),
    advice,
    verdictMinutes: gates.includes(null) ? null : minutes(gates.reduce<number>((sum, each) => sum + (each ?? 0), 0)),
  };
}

/** Stages for the volume of a path, as far as it allows; null: too little traffic for any. */
export async function proposeFor(client: Queryable, planned: Planned): Promise<RampPlan | null> {
  const { approval, maxTreatmentPpm } = planned.path;
  const observed = await observedFor(client, planned.path, []);
  return proposeRamp(advisedOf(planned, observed), approval ? 950_000 : maxTreatmentPpm, layoutOf);
}

function observedFor(client: Queryable, path: CriticalPath, failed: readonly string[]): Promise<ObservedPath> {
  const entryServices = path.entries.map((entry) => entry.service);
  return readObserved(client, path.name, entryServices, failed);
}

function advisedOf({ path, faults, guardrails, kpis }: Planned, observed: ObservedPath): Omit<AdvisedPlan, 'stages'> {
  const { requests, failed } = observed.baseline;
  const last = observed.lastStage;
  const hangs = faults.some(
    ({ fault }) => HANGS.has(fault.kind) || (fault.kind === 'abort' && fault.afterMs !== undefined),
  );
  return {
    volume: {
      requestsPerSecond: observed.requestsPerSecond,
      units: last && unitsBehind(last.units, last.requests, last.poolShare),
      failingShare: requests > 0 ? Math.max(LOWEST_USUAL_SHARE, Math.min(1, failed / requests)) : LOWEST_USUAL_SHARE,
    },
    ...{ alphaPpm: guardrails.alphaPpm, budgetUnits: guardrails.budgetUnits, kpiCount: kpis.length },
    countedAfterMs: hangs ? (kpis.includes('slow') ? path.objectiveMs : path.deadlineMs) : 0,
  };
}

function minutes(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}
