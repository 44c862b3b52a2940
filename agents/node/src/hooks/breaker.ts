import type { BreakerEvent, RequestContext } from '@hormesis/link/agent.ts';
import type { BreakerFrame, RequestScopes } from '../context/request-scope.ts';
import type { Plane } from '../plane.ts';

/** What we need of an opossum breaker: it tells its events. */
export interface BreakerEvents {
  on(event: string, listener: (...args: never[]) => void): unknown;
}

const EVENTS: Readonly<Record<string, BreakerEvent>> = {
  open: 'opened',
  reject: 'rejected',
  timeout: 'timed_out',
  fallback: 'fallback',
};

/**
 * One circuit breaker under observation. Which call groups are behind it is learned while its action runs, and kept for
 * the time when it is open and nothing runs any more; or it is told.
 */
export class ObservedBreaker {
  readonly #plane: Plane;
  readonly #callGroups: Set<string>;
  #told: boolean;

  constructor(plane: Plane, breaker: BreakerEvents, callGroup: string | null) {
    this.#plane = plane;
    this.#told = callGroup !== null;
    this.#callGroups = new Set(callGroup === null ? [] : [callGroup]);
    for (const [name, event] of Object.entries(EVENTS)) breaker.on(name, () => this.#happened(event));
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
      learn: (callGroup) => {
        if (!this.#told) this.#callGroups.add(callGroup);
      },
      outer: position.breaker,
    };
    return scopes.run({ scope: position.scope, breaker: frame }, fire);
  }

  /** Runs inside the host's `emit`: nothing may be thrown. */
  #happened(event: BreakerEvent): void {
    try {
      const position = this.#plane.scopes.current();
      const context: RequestContext | null = position?.scope.context ?? null;
      for (const callGroup of this.#callGroups) this.#plane.agent.recordBreaker(context, callGroup, event);
      if (event === 'fallback') this.#hide(position?.breaker ?? null);
    } catch {
      this.#plane.agent.count('hook_failed');
    }
  }

  /** A fallback hides what was injected inside its own `fire`, not what happened elsewhere in the request. */
  #hide(innermost: BreakerFrame | null): void {
    for (let frame = innermost; frame !== null; frame = frame.outer) {
      if (frame.breaker !== this) continue;
      for (const call of frame.injected) call.recovery ??= 'fallback';
      return;
    }
  }
}
