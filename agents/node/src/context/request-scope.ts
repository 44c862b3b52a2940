import { AsyncLocalStorage } from 'node:async_hooks';
import type { Agent, RequestContext } from '@hormesis/link/agent.ts';
import { fateOf, type InjectedCall } from './fate.ts';

/** One incoming request that carries a context, and what was injected into the calls it made. */
export class RequestScope {
  readonly context: RequestContext;
  readonly injected: InjectedCall[] = [];
  #sequence = 0;

  constructor(context: RequestContext) {
    this.context = context;
  }

  /** Orders the beginnings and ends of calls within this request. */
  next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** Tells the agent the fate of every injected call. Call once, when the response is over. */
  over(agent: Agent, failed: boolean): void {
    for (const call of this.injected.splice(0)) agent.recordFate(this.context, call.callGroup, fateOf(call, failed));
  }
}

/** What runs inside one `fire` of a circuit breaker. */
export interface BreakerFrame {
  /** Which breaker; compared by identity only. */
  readonly breaker: object;
  readonly injected: InjectedCall[];
  /** Those that were under way before an attempt that is being repeated. */
  readonly retried: InjectedCall[];
  /** Told about each call group called inside. */
  readonly learn: (callGroup: string) => void;
  readonly outer: BreakerFrame | null;
}

/** Where in the code we are: the request, and the innermost breaker that is firing. */
export interface Position {
  readonly scope: RequestScope;
  readonly breaker: BreakerFrame | null;
}

/**
 * The request that the running code belongs to. AsyncLocalStorage costs 20 to 29 % CPU per request on Node 20, so it is
 * entered for requests with a context only, and switched off once nothing is carried any more.
 * Always `run`, never `enterWith`: that leaks through keep-alive connections into other requests.
 */
export class RequestScopes {
  readonly #storage = new AsyncLocalStorage<Position>();
  #entered = false;

  run<T>(position: Position, work: () => T): T {
    this.#entered = true;
    return this.#storage.run(position, work);
  }

  /** False while no request can be in a scope: then there is nothing to give back. */
  get entered(): boolean {
    return this.#entered;
  }

  current(): Position | undefined {
    return this.#entered ? this.#storage.getStore() : undefined;
  }

  /** Gives the cost back; the next `run` switches the storage on again. */
  rest(): void {
    if (!this.#entered) return;
    this.#entered = false;
    this.#storage.disable();
  }
}
