import type { InjectedResponse } from '../faults/injected-response.ts';

/** A dispatch handler of undici; which methods it has depends on the version. */
export type Handler = Record<string, unknown>;
type Method = (...args: unknown[]) => unknown;
type Abort = (reason?: unknown) => void;

/**
 * One handler in either of its two forms: until undici 6 (and in the `fetch` of Node 20 to 24) `onConnect`, `onHeaders`,
 * `onComplete`; since undici 7 `onRequestStart`, `onResponseStart`, `onResponseEnd` with a controller.
 */
export interface HandlerForm {
  /** Tells the caller that its request has begun, so that its AbortSignal works from now on. */
  start(abort: Abort): void;
  answer(response: InjectedResponse): void;
  fail(error: unknown): void;
  /** The handler for the real dispatch: it has been started already and is only told how to abort from now on. */
  resumed(abortBy: (abort: Abort) => void): Handler;
}

export function formOf(handler: Handler): HandlerForm {
  return typeof handler.onRequestStart === 'function' ? controllerForm(handler) : callbackForm(handler);
}

/**
 * The same handler with some methods in place of its own. A proxy, because handlers are objects of many classes with
 * private fields, and undici looks at which methods there are.
 */
export function withMethods(handler: Handler, methods: Record<string, Method>): Handler {
  return new Proxy(handler, {
    get(target, key) {
      const own: unknown = Reflect.get(target, key, target);
      if (typeof own !== 'function') return own;
      const replaced = typeof key === 'string' && Object.hasOwn(methods, key) ? methods[key] : undefined;
      return replaced ?? own.bind(target);
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

function send(handler: Handler, method: string, ...args: unknown[]): unknown {
  const own = handler[method];
  return typeof own === 'function' ? Reflect.apply(own, handler, args) : undefined;
}

function callbackForm(handler: Handler): HandlerForm {
  return {
    start: (abort) => send(handler, 'onConnect', abort, null),
    answer: (response) => {
      send(handler, 'onResponseStarted');
      send(handler, 'onHeaders', response.status, rawHeaders(response), () => {}, response.statusText);
      send(handler, 'onData', response.body);
      send(handler, 'onComplete', []);
    },
    fail: (error) => send(handler, 'onError', error),
    resumed: (abortBy) => withMethods(handler, { onConnect: (abort) => abortBy(abort as Abort) }),
  };
}

function controllerForm(handler: Handler): HandlerForm {
  const controller = new StandInController();
  return {
    start: (abort) => {
      controller.abortBy(abort);
      send(handler, 'onRequestStart', controller, {});
    },
    answer: (response) => {
      controller.rawHeaders = rawHeaders(response);
      send(handler, 'onResponseStarted');
      send(
        handler,
        'onResponseStart',
        controller,
        response.status,
        Object.fromEntries(response.headers),
        response.statusText,
      );
      send(handler, 'onResponseData', controller, response.body);
      send(handler, 'onResponseEnd', controller, {});
    },
    fail: (error) => send(handler, 'onResponseError', controller, error),
    resumed: (abortBy) =>
      withMethods(handler, {
        onRequestStart: (real) => {
          controller.become(real as Controller);
          abortBy((reason) => (real as Controller).abort(reason));
        },
      }),
  };
}

interface Controller {
  pause(): void;
  resume(): void;
  abort(reason: unknown): void;
}

/** What a handler holds on to while its call waits; afterwards it speaks for the real controller. */
class StandInController implements Controller {
  rawHeaders: Buffer[] | null = null;
  paused = false;
  aborted = false;
  reason: unknown = null;
  #real: Controller | null = null;
  #abort: Abort = () => {};

  abortBy(abort: Abort): void {
    this.#abort = abort;
  }

  become(real: Controller): void {
    this.#real = real;
    if (this.paused) real.pause();
  }

  pause(): void {
    this.paused = true;
    this.#real?.pause();
  }

  resume(): void {
    this.paused = false;
    this.#real?.resume();
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#abort(reason);
  }
}

function rawHeaders(response: InjectedResponse): Buffer[] {
  return response.headers.flat().map((text) => Buffer.from(text));
}
