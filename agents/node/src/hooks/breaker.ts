import type { BreakerEvent, RequestContext } from '@hormesis/link/agent.ts';
import type { InjectedCall } from '../context/fate.ts';
import type { BreakerFrame, RequestScopes } from '../context/request-scope.ts';
import type { Plane } from '../plane.ts';

/** What a breaker or a policy tells. A retry that succeeds hides what was injected into the attempts before. */
export type PolicyEvent = BreakerEvent | 'retry' | 'retry_succeeded';

/** Subscribes to what a breaker of some library tells. */
export type Subscribe = (tell: (event: PolicyEvent) => void) => void;

/**
 * One circuit breaker or policy under observation. Which call groups are behind it is learned while its action runs, and
 * kept for the time when it is open and nothing runs any more; or it is told.
 */
export class ObservedBreaker {
  readonly #plane: Plane;
  readonly #callGroups: Set<string>;
  #told: boolean;

  constructor(plane: Plane, subscribe: Subscribe, callGroup: string | null) {
    this.#plane = plane;
    this.#told = callGroup !== null;
    this.#callGroups = new Set(callGroup === null ? [] : [callGroup]);
    subscribe((event) => this.#happened(event));
  }

  /** What a person says about a breaker counts more than what was learned. */
  tell(callGroup: string): void {
    if (!this.#told) this.#callGroups.clear();
    this.#told = true;
    this.#callGroups.add(callGroup);
  }

  /** Runs one `fire`. Outside a carried request this adds nothing but a look at a flag. */
  run<T>(fire: () => T): T {
    const scopes: RequestScopes = this.#plane.scopes;
    const position = scopes.current();
    if (position === undefined) return fire();
    const frame: BreakerFrame = {
      breaker: this,
      injected: [],
      retried: [],
      learn: (callGroup) => {
        if (!this.#told) this.#callGroups.add(callGroup);
      },
      outer: position.breaker,
    };
    return scopes.run({ scope: position.scope, breaker: frame }, fire);
  }

  /** Runs inside the host's `emit`: nothing may be thrown. */
  #happened(event: PolicyEvent): void {
    try {
      const position = this.#plane.scopes.current();
      const frame = this.#frameIn(position?.breaker ?? null);
      if (event === 'retry') frame?.retried.push(...frame.injected);
      else if (event === 'retry_succeeded') hide(frame?.retried ?? [], 'retry');
      else {
        const context: RequestContext | null = position?.scope.context ?? null;
        for (const callGroup of this.#callGroups) this.#plane.agent.recordBreaker(context, callGroup, event);
        // A fallback hides what was injected inside its own `fire`, not what happened elsewhere in the request.
        if (event === 'fallback') hide(frame?.injected ?? [], 'fallback');
      }
    } catch {
      this.#plane.agent.count('hook_failed');
    }
  }

  #frameIn(innermost: BreakerFrame | null): BreakerFrame | null {
    let frame = innermost;
    while (frame !== null && frame.breaker !== this) frame = frame.outer;
    return frame;
  }
}

function hide(calls: readonly InjectedCall[], recovery: 'fallback' | 'retry'): void {
  for (const call of calls) call.recovery ??= recovery;
}

const observed = new WeakMap<object, ObservedBreaker>();

/** Observes a breaker from its first use, or from here with a call group it is told; null when it cannot be. */
export function observe(
  plane: Plane,
  breaker: object,
  subscribe: Subscribe,
  callGroup: string | null = null,
): ObservedBreaker | null {
  const known = observed.get(breaker);
  if (known !== undefined) {
    if (callGroup !== null) known.tell(callGroup);
    return known;
  }
  try {
    const fresh = new ObservedBreaker(plane, subscribe, callGroup);
    observed.set(breaker, fresh);
    return fresh;
  } catch {
    plane.agent.count('hook_failed');
    return null;
  }
}
