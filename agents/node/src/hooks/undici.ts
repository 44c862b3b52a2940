import { Hook } from 'require-in-the-middle';
import { type HttpCall, OutgoingCall } from '../context/outgoing-call.ts';
import type { Plane } from '../plane.ts';
import { beginFaultedDispatch } from './faulted-dispatch.ts';
import { guardCreatedRequests, rewriteDispatchHeaders } from './undici-baggage.ts';
import { type Handler, withMethods } from './undici-handler.ts';
import { targetOfOrigin } from './undici-target.ts';

/**
 * The global `fetch` and undici itself. All dispatchers (Agent, Pool, Client, one's own or the global one) share one
 * `dispatch` on the prototype of their base class, so that is what we wrap, once for each copy of undici: the one inside
 * Node, and any that is loaded from a package.
 */
export function hookUndici(plane: Plane): void {
  guardCreatedRequests(plane);
  hookBuiltIn(plane);
  new Hook(['undici'], { internals: true }, (exports, name) => {
    if (/[\\/]dispatcher-base(\.js)?$/.test(name)) hookBase(plane, (exports as { prototype?: unknown }).prototype);
    return exports;
  });
}

/** Node loads its own undici with the first look at `Response` and puts the global dispatcher under these symbols. */
function hookBuiltIn(plane: Plane): void {
  void globalThis.Response;
  for (const version of ['1', '2']) {
    const dispatcher: unknown = Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`));
    let prototype: unknown = dispatcher;
    while (isObject(prototype) && !Object.hasOwn(prototype, 'dispatch')) prototype = Object.getPrototypeOf(prototype);
    // In some versions `.1` is a wrapper with a `dispatch` of its own around the dispatcher of `.2`.
    if (isObject(prototype) && 'destroyed' in prototype) hookBase(plane, prototype);
  }
}

type Dispatch = (this: object, options: Options, handler: Handler) => boolean;

interface Options {
  readonly origin?: unknown;
  readonly method?: string;
  readonly path?: unknown;
  readonly body?: unknown;
  readonly headers?: unknown;
  readonly headersTimeout?: number | null;
  readonly [OURS]?: true;
}

/** On the options of a dispatch that we have seen: an Agent passes them on to a Pool, and that to a Client. */
const OURS = Symbol('hormesis.dispatch');
const HOOKED = Symbol('hormesis.hooked');

function hookBase(plane: Plane, prototype: unknown): void {
  if (!isObject(prototype) || Object.hasOwn(prototype, HOOKED)) return;
  Object.defineProperty(prototype, HOOKED, { value: true });
  const base = prototype as { dispatch: Dispatch };
  const { dispatch } = base;
  base.dispatch = function (options, handler) {
    let prepared: Prepared | null = null;
    try {
      prepared = prepare(plane, this, options, handler);
    } catch {
      plane.agent.count('hook_failed');
    }
    if (prepared === null) return dispatch.call(this, options, handler);
    const { options: ours, handler: observed, call } = prepared;
    return start(plane, call, { dispatcher: this, dispatch, options: ours, handler: observed });
  };
}

interface Prepared {
  readonly options: Options;
  readonly handler: Handler;
  readonly call: OutgoingCall | null;
}

/** Null: nothing to do with us. */
function prepare(plane: Plane, dispatcher: object, options: Options, handler: Handler): Prepared | null {
  if (!isObject(options) || !isObject(handler) || options[OURS]) return null;
  const target = targetOfOrigin(plane, options.origin ?? ownSymbol(dispatcher, 'url'));
  const context = plane.scopes.current()?.scope.context ?? null;
  const headers = rewriteDispatchHeaders(plane.agent, options.headers, context, target.toFleet);
  if (target.dependency === null || options.method === 'CONNECT') {
    return headers === options.headers ? null : { options: { ...options, headers, [OURS]: true }, handler, call: null };
  }
  const call = new OutgoingCall(plane, target.dependency.callGroup, target.address, httpCallOf(options));
  return { options: { ...options, headers, [OURS]: true }, handler: observed(handler, call), call };
}

function httpCallOf({ method = 'GET', path }: Options): HttpCall {
  return { method, path: typeof path === 'string' ? path : '/' };
}

interface Ready {
  readonly dispatcher: object;
  readonly dispatch: Dispatch;
  readonly options: Options;
  readonly handler: Handler;
}

function start(plane: Plane, call: OutgoingCall | null, ready: Ready): boolean {
  const { dispatcher, dispatch, options, handler } = ready;
  const injection = call?.decide() ?? null;
  if (call === null || injection === null) return dispatch.call(dispatcher, options, handler);
  try {
    beginFaultedDispatch({
      handler,
      injection,
      body: options.body,
      headersTimeoutMs: headersTimeoutOf(dispatcher, options),
      applied: () => call.applied(injection),
      dispatch: (resumed) => void dispatch.call(dispatcher, options, resumed),
    });
    return true;
  } catch {
    plane.agent.count('hook_failed');
    injection.skipped();
    injection.end();
    return dispatch.call(dispatcher, options, handler);
  }
}

/** Tells the call how it ended, as the caller sees it: when the body is whole or something broke. */
function observed(handler: Handler, call: OutgoingCall): Handler {
  let failed = false;
  const passOn = (name: string, before: (args: unknown[]) => void) => {
    return (...args: unknown[]): unknown => {
      before(args);
      const own = handler[name];
      return typeof own === 'function' ? Reflect.apply(own, handler, args) : undefined;
    };
  };
  const began = (status: unknown) => {
    failed = typeof status === 'number' && status >= 500;
  };
  const ended = () => call.finished(failed);
  const broke = () => call.finished(true);
  const upgraded = () => call.finished(false);
  return withMethods(handler, {
    onHeaders: passOn('onHeaders', ([status]) => began(status)),
    onResponseStart: passOn('onResponseStart', ([, status]) => began(status)),
    onComplete: passOn('onComplete', ended),
    onResponseEnd: passOn('onResponseEnd', ended),
    onError: passOn('onError', broke),
    onResponseError: passOn('onResponseError', broke),
    onUpgrade: passOn('onUpgrade', upgraded),
    onRequestUpgrade: passOn('onRequestUpgrade', upgraded),
  });
}

/** undici's own default, when neither the call nor the dispatcher says anything else. */
const HEADERS_TIMEOUT_MS = 300_000;

function headersTimeoutOf(dispatcher: object, options: Options): number {
  const ofAgent = ownSymbol(dispatcher, 'options');
  const limits = [
    options.headersTimeout,
    ownSymbol(dispatcher, 'headers timeout'),
    isObject(ofAgent) ? Reflect.get(ofAgent, 'headersTimeout') : undefined,
  ];
  return limits.find((limit): limit is number => typeof limit === 'number') ?? HEADERS_TIMEOUT_MS;
}

function ownSymbol(owner: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(owner).find((each) => each.description === description);
  return symbol === undefined ? undefined : Reflect.get(owner, symbol);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
