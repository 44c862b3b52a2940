import type { Callee, FinishedCall, Injection, RequestContext } from '@hormesis/link/agent.ts';
import { type ActiveSpan, activeSpan, tellSpan } from '../active-span.ts';
import type { Plane } from '../plane.ts';
import type { InjectedCall } from './fate.ts';
import { markRetried } from './fate.ts';
import type { Position } from './request-scope.ts';

/** What an HTTP call asks for, as far as its operation goes; `path` may carry a query. */
export interface HttpCall {
  readonly method: string;
  readonly path: string;
}

/** The call group of a call under the name that experiments give it at this moment. */
function nameOf({ agent }: Plane, context: RequestContext | null, callGroup: string, http?: HttpCall): string {
  return http && agent.engaged ? agent.nameCall(context, callGroup, http.method, http.path) : callGroup;
}

/**
 * All calls of one call group that belong to no carried request: none of them is ever failed, and nothing is kept of each.
 * Nearly every call of nearly every service is one.
 */
export class FreeCalls {
  readonly #plane: Plane;
  readonly #callGroup: string;
  readonly #succeeded: FinishedCall;
  readonly #failed: FinishedCall;

  constructor(plane: Plane, callGroup: string, callee: Callee) {
    this.#plane = plane;
    this.#callGroup = callGroup;
    this.#succeeded = { callGroup, context: null, failed: false, callee };
    this.#failed = { callGroup, context: null, failed: true, callee };
  }

  /** Whether a call that begins outside any request with a context is one of them: no operation of its own name. */
  include(http: HttpCall): boolean {
    return nameOf(this.#plane, null, this.#callGroup, http) === this.#callGroup;
  }

  /** Call once for each. */
  finished(failed: boolean): void {
    this.#plane.agent.recordCall(failed ? this.#failed : this.#succeeded);
  }
}

/** One call to a dependency, from its beginning until the caller knows how it ended. The same for every client library. */
export class OutgoingCall {
  readonly #plane: Plane;
  readonly #callGroup: string;
  readonly #callee: Callee;
  readonly #position: Position | undefined;
  readonly #startedAt: number;
  /** The span that the call began in: a fault may begin to act from somewhere else. */
  #span: ActiveSpan | null = null;
  #injected: InjectedCall | null = null;
  #finished = false;

  constructor(plane: Plane, callGroup: string, callee: Callee, http?: HttpCall) {
    this.#plane = plane;
    this.#callee = callee;
    this.#position = plane.scopes.current();
    const context = this.#position?.scope.context ?? null;
    this.#callGroup = nameOf(plane, context, callGroup, http);
    this.#startedAt = this.#position?.scope.next() ?? 0;
    for (let frame = this.#position?.breaker ?? null; frame !== null; frame = frame.outer) frame.learn(this.#callGroup);
  }

  /** The one decision about this call; the fault to apply, or null. A call outside any carried request is never failed. */
  decide(): Injection | null {
    const context = this.#position?.scope.context;
    if (context === undefined || !this.#plane.agent.carrying) return null;
    const injection = this.#plane.agent.decide(context, this.#callGroup, this.#callee);
    // A call whose request is not written yet, or that queues for a connection, must not keep a halt unconfirmed.
    injection?.released.addEventListener('abort', () => injection.end(), { once: true });
    if (injection !== null) this.#span = activeSpan();
    return injection;
  }

  /** The fault begins to act: counted as injected, and its fate is told when the request is over. */
  applied(injection: Injection): void {
    injection.applied();
    tellSpan(this.#span, injection, this.#position?.scope.context?.arm ?? '');
    this.#injected = { callGroup: this.#callGroup, endedAt: null, recovery: null };
    this.#position?.scope.injected.push(this.#injected);
    for (let frame = this.#position?.breaker ?? null; frame !== null; frame = frame.outer) {
      frame.injected.push(this.#injected);
    }
  }

  /** The caller knows how the call ended. Later reports of the same call are ignored. */
  finished(failed: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    const scope = this.#position?.scope;
    this.#plane.agent.recordCall({
      callGroup: this.#callGroup,
      context: scope?.context ?? null,
      failed,
      callee: this.#callee,
    });
    if (scope === undefined) return;
    if (this.#injected !== null) this.#injected.endedAt = scope.next();
    if (!failed) markRetried(scope.injected, this.#callGroup, this.#startedAt);
  }
}
