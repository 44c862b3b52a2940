import { subscribe } from 'node:diagnostics_channel';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Server as NetServer } from 'node:net';
import type { EntryOutcome } from '@hormesis/link/agent.ts';
import { RequestScope } from '../context/request-scope.ts';
import type { Plane } from '../plane.ts';
import { rewriteIncomingBaggage } from './incoming-baggage.ts';
import { isListening, receiveRequest } from './receive-request.ts';

/**
 * `http` and `https` as a server. The header is rewritten in Node's own channel `http.server.request.start`, which is
 * published before any `emit('request')`: so ours comes before OpenTelemetry's extraction, whoever wrapped `emit` first.
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
  // `arguments` and no rest parameter, and the closure elsewhere: passed on like this they cost no list for each request.
  const wrapped = function (this: unknown, event: unknown, request: unknown): boolean {
    const scope = isHandled(event) ? (request as Received | undefined)?.[SCOPE] : undefined;
    // biome-ignore lint/complexity/noArguments: see above
    return scope === undefined ? Reflect.apply(emit, this, arguments) : inScope(this, scope, arguments);
  };
  (prototype as { emit: unknown }).emit = wrapped;
}

function receive(plane: Plane, request: Received, response: ServerResponse): void {
  const received = receiveRequest(plane, request.method ?? 'GET', request.url ?? '/', (name) =>
    headerOf(request, name),
  );
  if (received.baggage !== null) rewriteIncomingBaggage(request, received.baggage);
  if (received.context !== null) request[SCOPE] = new RequestScope(received.context);
  if (request[SCOPE] !== undefined || received.outcome !== null) {
    followResponse(plane, request, response, received.outcome);
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(',') : value;
}

function followResponse(plane: Plane, request: Received, response: Followed, outcome: EntryOutcome | null): void {
  response[FOLLOWED] = { plane, request, outcome, whole: false };
  // One function for all responses, that may run again: closures and `once` cost several times as much.
  response.on('finish', finished).on('close', closed);
}

const FOLLOWED = Symbol('hormesis.followed');
type Followed = ServerResponse & {
  [FOLLOWED]?: {
    readonly plane: Plane;
    readonly request: Received;
    readonly outcome: EntryOutcome | null;
    whole: boolean;
  };
};

function finished(this: Followed): void {
  const followed = this[FOLLOWED];
  if (followed === undefined) return;
  followed.whole = true;
  followed.outcome?.finished(this.statusCode);
}

function closed(this: Followed): void {
  const followed = this[FOLLOWED];
  if (followed === undefined) return;
  const { plane, request, outcome, whole } = followed;
  if (!whole) {
    if (clientLeft(request)) outcome?.left();
    else outcome?.broken();
  }
  request[SCOPE]?.over(plane.agent, !whole || this.statusCode >= 500);
}

/** A client that leaves ends or resets the connection; a service that breaks it destroys its own side first. */
function clientLeft({ socket }: IncomingMessage): boolean {
  return socket.readableEnded || (socket.errored ?? null) !== null;
}
