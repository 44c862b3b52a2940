import { subscribe } from 'node:diagnostics_channel';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Server as NetServer } from 'node:net';
import type { EntryOutcome } from '@hormesis/link/agent.ts';
import { RequestScope } from '../context/request-scope.ts';
import type { Plane } from '../plane.ts';
import { rewriteIncomingBaggage } from './incoming-baggage.ts';
import { isListening, ReceivedRequest } from './receive-request.ts';

/**
 * `http` and `https` as a server. The header is rewritten in Node's own channel `http.server.request.start`, which is
 * published before any `emit('request')`: so ours comes before OpenTelemetry's extraction, whoever wrapped `emit` first.
 * Subscribed once and for good, engaged or not: who subscribes later would come after those that the application brings.
 * The listeners then run inside the request's scope, by our own wrapper of `emit`, and only if it carries a context.
 */
export function hookHttpServer(plane: Plane): void {
  subscribe('http.server.request.start', (message) => {
    // An exception in a subscriber would be an uncaughtException of the host.
    try {
      if (!isListening(plane)) return;
      const { request, response } = message as { request: Received; response: ServerResponse };
      receive(plane, request, response);
    } catch {
      plane.agent.count('hook_failed');
    }
  });
  for (const prototype of [http.Server.prototype, https.Server.prototype]) wrapEmit(plane, prototype);
}

const SCOPE = Symbol('hormesis.scope');
type Received = IncomingMessage & { [SCOPE]?: RequestScope };

/** Events whose listeners handle a request; `upgrade` has no response and is left alone. */
function isHandled(event: unknown): boolean {
  return event === 'request' || event === 'checkContinue' || event === 'checkExpectation';
}

/** Also for servers of HTTP/2 that answer HTTP/1 (`allowHTTP1`). */
export function wrapEmit(plane: Plane, prototype: NetServer): void {
  const emit = prototype.emit as (...args: unknown[]) => boolean;
  const inScope = (server: unknown, scope: RequestScope, args: ArrayLike<unknown>) =>
    plane.scopes.run({ scope, breaker: null }, () => Reflect.apply(emit, server, args));
  const wrapped = function (this: unknown, event: unknown, request: unknown, response: unknown): boolean {
    const scope = isHandled(event) ? (request as Received | undefined)?.[SCOPE] : undefined;
    // Node emits a request with its response and nothing else: spelled out, that costs no list of arguments.
    // biome-ignore lint/complexity/noArguments: see above
    if (scope === undefined && arguments.length === 3) return emit.call(this, event, request, response);
    // biome-ignore lint/complexity/noArguments: a rest parameter would make the list for every event
    return scope === undefined ? Reflect.apply(emit, this, arguments) : inScope(this, scope, arguments);
  };
  (prototype as { emit: unknown }).emit = wrapped;
}

function receive(plane: Plane, request: Received, response: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = request;
  const received = plane.agent.receive(new ReceivedRequest(method, url, headers));
  if (received.baggage !== null) rewriteIncomingBaggage(request, received.baggage);
  if (received.context !== null) request[SCOPE] = new RequestScope(received.context);
  if (request[SCOPE] !== undefined || received.outcome !== null) {
    followResponse(plane, request, response, received.outcome);
  }
}

/** By `close` alone: it comes after `finish`, and without it where a response ends otherwise. Each further one changes nothing. */
function followResponse(plane: Plane, request: Received, response: ServerResponse, outcome: EntryOutcome | null): void {
  response.on('close', () => {
    const whole = isWhole(response);
    if (whole) outcome?.finished(response.statusCode);
    else if (clientLeft(request)) outcome?.left();
    else outcome?.broken();
    request[SCOPE]?.over(plane.agent, !whole || response.statusCode >= 500);
  });
}

/**
 * Whether it has gone out. Neither half is enough: Node 20 works out `writableFinished` from lengths that are zero after a break
 * as well, and a response that was still waiting for its turn on the connection has none yet.
 */
function isWhole(response: ServerResponse): boolean {
  return response.writableFinished && response.socket === null;
}

/** A client that leaves ends or resets the connection; a service that breaks it destroys its own side first. */
function clientLeft({ socket }: IncomingMessage): boolean {
  return socket.readableEnded || (socket.errored ?? null) !== null;
}
