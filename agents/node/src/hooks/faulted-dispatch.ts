import type { Injection } from '@hormesis/link/agent.ts';
import type { BodyEffect, Continuation } from '../faults/continuation.ts';
import { actsOn, beginFault, type Cancel } from '../faults/fault.ts';
import { type Answer, injectedResponse } from '../faults/injected-response.ts';
import { resetError } from '../faults/reset-error.ts';
import { type AffectedDispatch, withBodyEffect } from './undici-body.ts';
import { formOf, type Handler, type HandlerForm } from './undici-handler.ts';

/** A dispatch of undici that a fault acts on before it happens, if it happens. */
export interface FaultableDispatch {
  readonly handler: Handler;
  readonly body: unknown;
  readonly injection: Injection;
  /** The caller's limit for the response's head, milliseconds; 0: none. It runs while the fault acts. */
  readonly headersTimeoutMs: number;
  readonly applied: () => void;
  readonly dispatch: (handler: Handler) => void;
}

type Stage =
  | { readonly name: 'faulted'; readonly cancel: Cancel }
  | { readonly name: 'forwarded'; readonly abort: ((reason?: unknown) => void) | null }
  | { readonly name: 'over' };

/**
 * Begins the fault. The caller is told first that its request has started: only then do its AbortSignal and its timeouts
 * work as against a server that is really slow.
 */
export function beginFaultedDispatch(call: FaultableDispatch): void {
  new FaultedDispatch(call).begin();
}

class FaultedDispatch {
  readonly #call: FaultableDispatch;
  readonly #form: HandlerForm;
  #stage: Stage = { name: 'faulted', cancel: () => {} };
  #headersTimer: NodeJS.Timeout | undefined;

  constructor(call: FaultableDispatch) {
    this.#call = call;
    this.#form = formOf(call.handler);
  }

  begin(): void {
    const { injection, headersTimeoutMs } = this.#call;
    this.#form.start((reason) => this.#abort(reason));
    // The caller may have aborted at once.
    if (this.#stage.name === 'over') return;
    if (!injection.released.aborted && actsOn(injection.fault) === 'call') this.#call.applied();
    if (headersTimeoutMs > 0) {
      this.#headersTimer = setTimeout(
        () => this.#abort(headersTimeoutError()),
        asUndiciWaits(headersTimeoutMs),
      ).unref();
    }
    const cancel = beginFault(injection.fault, injection.released, (next) => this.#continue(next));
    if (this.#stage.name === 'faulted') this.#stage = { name: 'faulted', cancel };
  }

  #continue(next: Continuation): void {
    if (this.#stage.name !== 'faulted') return;
    switch (next.go) {
      case 'on':
        this.#forward(next.body);
        return;
      case 'answer':
        setImmediate(() => this.#answer(next));
        return;
      case 'reset':
        setImmediate(() => this.#reset());
        return;
    }
  }

  /** To the real dependency: the fault is over, or acts on the body of what comes back. */
  #forward(body: BodyEffect | null): void {
    const resumed = this.#form.resumed((abort) => {
      if (this.#stage.name === 'over') abort();
      else this.#stage = { name: 'forwarded', abort };
    });
    const effect = this.#call.injection.released.aborted ? null : body;
    this.#become({ name: 'forwarded', abort: null });
    if (effect === null) this.#call.injection.end();
    try {
      this.#call.dispatch(effect === null ? resumed : withBodyEffect(resumed, effect, this.#affected()));
    } catch (error) {
      this.#call.injection.end();
      this.#form.fail(error);
    }
  }

  #affected(): AffectedDispatch {
    const { injection } = this.#call;
    let applied = false;
    return {
      released: injection.released,
      applied: () => {
        if (!applied) this.#call.applied();
        applied = true;
      },
      over: () => injection.end(),
    };
  }

  #reset(): void {
    if (this.#stage.name !== 'faulted') return;
    this.#end({ name: 'over' });
    drain(this.#call.body);
    this.#form.fail(resetError(this.#call.injection));
  }

  #answer(answer: Answer): void {
    if (this.#stage.name !== 'faulted') return;
    this.#end({ name: 'over' });
    drain(this.#call.body);
    try {
      this.#form.answer(injectedResponse(answer, this.#call.injection.experiment));
    } catch (error) {
      // As undici does when a handler throws.
      this.#form.fail(error);
    }
  }

  #abort(reason: unknown): void {
    const stage = this.#stage;
    switch (stage.name) {
      case 'over':
        return;
      case 'forwarded':
        if (stage.abort === null) this.#stage = { name: 'over' };
        else stage.abort(reason);
        return;
      case 'faulted':
        stage.cancel();
        this.#end({ name: 'over' });
        // Never inside the call that aborts: undici tells a handler later, too.
        setImmediate(() => this.#form.fail(reason ?? abortError()));
        return;
    }
  }

  #end(next: Stage): void {
    this.#become(next);
    this.#call.injection.end();
  }

  #become(next: Stage): void {
    clearTimeout(this.#headersTimer);
    this.#stage = next;
  }
}

/** Takes in an upload that nobody will read, so that whoever produces it comes to its end. */
function drain(body: unknown): void {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return;
  if ('resume' in body && typeof body.resume === 'function') body.resume();
  else if (Symbol.asyncIterator in body) void consume(body as AsyncIterable<unknown>);
}

async function consume(body: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _chunk of body);
  } catch {
    // The caller's own stream failed; its request has been answered already.
  }
}

function abortError(): Error {
  return new DOMException('This operation was aborted', 'AbortError');
}

/** What undici throws; the symbols are how its classes recognise their instances across copies of the library. */
function headersTimeoutError(): Error {
  return Object.assign(new Error('Headers Timeout Error'), {
    name: 'HeadersTimeoutError',
    code: 'UND_ERR_HEADERS_TIMEOUT',
    [Symbol.for('undici.error.UND_ERR')]: true,
    [Symbol.for('undici.error.UND_ERR_HEADERS_TIMEOUT')]: true,
  });
}

/** undici's coarse clock for headers: ticks of 499 ms, two at least, so that a limit of 200 ms ends after a second. */
const TICK_MS = 499;

function asUndiciWaits(limitMs: number): number {
  return TICK_MS * Math.max(2, Math.ceil(limitMs / TICK_MS));
}
