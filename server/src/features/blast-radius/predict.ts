import type { Where } from '@hormesis/contract/place.ts';
import type { Prediction, StagePrediction } from '@hormesis/contract/prediction.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { matchesCallGroup, parseCallGroup } from '@hormesis/core/call-group.ts';
import { downstreamOf } from './call-graph.ts';
import type { ObservedPath } from './observed-path.ts';

const WHOLE_PPM = 1_000_000;

/** A prediction without what the statistics say of it. */
export type Touched = Omit<Prediction, 'advice' | 'verdictMinutes' | 'unitsOfPath'>;

/** A call group that is failed, and where its callers are; absent: wherever they are. */
export interface Failed {
  readonly callGroup: string;
  readonly where?: Where | undefined;
}

/** Who and what an experiment will touch, from what was observed before it. Pure. `faults` are the scenario's. */
export function predict(faults: readonly Failed[], ramp: RampPlan, observed: ObservedPath): Touched {
  const failed = [...new Set(faults.map(({ callGroup }) => callGroup))];
  const callGroups = [...new Set(failed.flatMap((callGroup) => spelledOut(callGroup, observed)))].sort();
  const services = [...new Set(callGroups.map((callGroup) => parseCallGroup(callGroup)?.caller ?? ''))].sort();
  const known = new Set(observed.agents.map(({ service }) => service));
  const touched = observed.agents.filter((agent) => faults.some((fault) => mayInject(agent, fault, callGroups)));
  const callsPerSecond = failed.reduce((sum, callGroup) => sum + callsOf(callGroup, observed), 0);
  return {
    observedSeconds: Math.round(observed.seconds),
    requestsPerSecond: rounded(observed.requestsPerSecond),
    baseline: observed.baseline,
    callGroups,
    services,
    downstream: downstreamOf(
      callGroups,
      observed.calls.map(({ callGroup }) => callGroup),
      known,
    ),
    regions: named(touched.map(({ region }) => region)),
    zones: named(touched.map(({ zone }) => zone)),
    stages: ramp.stages.map(({ trafficPpm }, stage) =>
      stagePrediction(stage, trafficPpm, observed.requestsPerSecond, callsPerSecond),
    ),
  };
}

/** Whether an agent will fail calls: a fault by the caller's place is no matter of those elsewhere. */
function mayInject(
  { service, region, zone }: ObservedPath['agents'][number],
  { callGroup, where }: Failed,
  callGroups: readonly string[],
): boolean {
  const scope = where?.caller;
  const isThere = !scope || ((scope.region ?? region) === region && (scope.zone ?? zone) === zone);
  const calls = callGroups.some((each) => mayMean(callGroup, each) && parseCallGroup(each)?.caller === service);
  return isThere && calls;
}

/** A caller that is named stays, also when it did not call within the hour; `*` is whoever did. */
function spelledOut(callGroup: string, { calls }: ObservedPath): string[] {
  if (parseCallGroup(callGroup)?.caller !== '*') return [callGroup];
  const operation = parseCallGroup(callGroup)?.operation ?? null;
  const matching = calls.filter((each) => mayMean(callGroup, each.callGroup));
  const whole = [...new Set(matching.map((each) => withoutOperation(each.callGroup)))];
  return operation === null ? whole : whole.map((each) => `${each}/${operation}`);
}

/** Calls a second. An operation is only told apart while it is failed; before that all calls of its group may be it. */
function callsOf(callGroup: string, { calls }: ObservedPath): number {
  const rateOf = (pattern: string) =>
    calls.reduce((sum, each) => sum + (matchesCallGroup(pattern, each.callGroup) ? each.perSecond : 0), 0);
  return rateOf(callGroup) || rateOf(withoutOperation(callGroup));
}

/** Calls of the failed groups belong to this path at most: how many are another path's, nobody observed. */
function stagePrediction(
  stage: number,
  trafficPpm: number,
  requestsPerSecond: number,
  callsPerSecond: number,
): StagePrediction {
  const share = trafficPpm / WHOLE_PPM;
  return {
    stage,
    trafficPpm,
    requestsPer10s: rounded(10 * share * requestsPerSecond),
    injectedRequestsPer10s: rounded(10 * share * Math.min(requestsPerSecond, callsPerSecond)),
    injectionsPer10s: rounded(10 * share * callsPerSecond),
  };
}

/** Whether calls of a group may be the ones that are failed, whatever their operation. */
export function mayMean(failed: string, callGroup: string): boolean {
  return matchesCallGroup(withoutOperation(failed), withoutOperation(callGroup));
}

function withoutOperation(callGroup: string): string {
  const slash = callGroup.indexOf('/');
  return slash === -1 ? callGroup : callGroup.slice(0, slash);
}

function named(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))].sort();
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
