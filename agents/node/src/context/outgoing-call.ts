import type { Injection } from '@hormesis/link/agent.ts';
import type { Plane } from '../plane.ts';
import type { InjectedCall } from './fate.ts';
import { markRetried } from './fate.ts';
import type { Position } from './request-scope.ts';

/** What an HTTP call asks for, as far as its operation goes; `path` may carry a query. */
export interface HttpCall {
  readonly method: string;
  readonly path: string;
}

/** One call to a dependency, from its beginning until the caller knows how it ended. The same for every client library. */
export class OutgoingCall {
  readonly #plane: Plane;
  readonly #callGroup: string;
  readonly #position: Position | undefined;
  readonly #startedAt: number;
  #injected: InjectedCall | null = null;
  #finished = false;

  constructor(plane: Plane, callGroup: string, http?: HttpCall) {
    this.#plane = plane;
    this.#position = plane.scopes.current();
    const context = this.#position?.scope.context ?? null;
    this.#callGroup =
      http && plane.agent.engaged ? plane.agent.nameCall(context, callGroup, http.method, http.path) : callGroup;
    this.#startedAt = this.#position?.scope.next() ?? 0;
    for (let frame = this.#position?.breaker ?? null; frame !== null; frame = frame.outer) frame.learn(this.#callGroup);
  }

  /** The one decision about this call; the fault to apply, or null. A call outside any carried request is never failed. */
  decide(): Injection | null {
    const context = this.#position?.scope.context;
    if (context === undefined || !this.#plane.agent.carrying) return null;
    const injection = this.#plane.agent.decide(context, this.#callGroup);
    // A call whose request is not written yet, or that queues for a connection, must not keep a halt unconfirmed.
    injection?.released.addEventListener('abort', () => injection.end(), { once: true });
    return injection;
  }

  /** The fault begins to act: counted as injected, and its fate is told when the request is over. */
  applied(injection: Injection): void {
    injection.applied();
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
    this.#plane.agent.recordCall({ callGroup: this.#callGroup, context: scope?.context ?? null, failed });
    if (scope === undefined) return;
    if (this.#injected !== null) this.#injected.endedAt = scope.next();
    if (!failed) markRetried(scope.injected, this.#callGroup, this.#startedAt);
  }
}
