import { observe } from './hooks/breaker.ts';
import { eventsOfCockatiel, type PolicyEvents } from './hooks/cockatiel.ts';
import { type BreakerEvents, eventsOfOpossum } from './hooks/opossum.ts';
import { currentPlane } from './plane.ts';

export { currentExperiment } from './current-experiment.ts';
export { InjectedFaultError, isInjectedFault } from './injected-fault-error.ts';
export { type InjectionPointOptions, injectionPoint } from './injection-point.ts';
export { kpi } from './kpi.ts';
export { METRICS_CONTENT_TYPE, metrics } from './metrics.ts';
export type { BreakerEvents, PolicyEvents };

/**
 * Tells the agent which call group a circuit breaker of opossum or a policy of cockatiel guards, for breakers it cannot learn it from: those whose action
 * makes no call that a hook sees. `callGroup` is `kind:dependency[/operation]`, for instance `custom:license/issue`.
 *
 * @throws TypeError when the call group has another form.
 */
export function observeBreaker(breaker: BreakerEvents | PolicyEvents, callGroup: string): void {
  const match = /^(http|custom):([A-Za-z0-9._-]+)(?:\/(.{1,200}))?$/.exec(callGroup);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new TypeError(`a call group here has the form kind:dependency[/operation], got ${JSON.stringify(callGroup)}`);
  }
  const plane = currentPlane();
  if (plane !== undefined) {
    const events = 'on' in breaker ? eventsOfOpossum(breaker) : eventsOfCockatiel(breaker);
    observe(plane, breaker, events, plane.agent.callGroup(match[1], match[2], match[3]));
  }
}
