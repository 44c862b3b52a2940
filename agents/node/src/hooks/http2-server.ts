import http2, { type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Server as NetServer } from 'node:net';
import type { EntryOutcome } from '@hormesis/link/agent.ts';
import { RequestScope } from '../context/request-scope.ts';
import type { Plane } from '../plane.ts';
import { wrapEmit } from './http-server.ts';
import { rewriteRaw } from './incoming-baggage.ts';
import { isListening, ReceivedRequest } from './receive-request.ts';

/**
 * `http2` as a server, plain and secure. Every request is a `stream` event of the server, the compatibility API included:
 * its `request` event is emitted inside that one. So the header is rewritten, and the scope entered, there.
 */
export function hookHttp2Server(plane: Plane): void {
  for (const server of [http2.createServer(), http2.createSecureServer()]) {
    // The classes are not exported; a server that never listens shows them and holds nothing.
    const prototype = Object.getPrototypeOf(server) as NetServer;
    wrapEmit(plane, prototype);
    wrapStreams(plane, prototype);
  }
}

function wrapStreams(plane: Plane, prototype: NetServer): void {
  const emit = prototype.emit as (...args: unknown[]) => boolean;
  const wrapped = function (this: unknown, ...args: unknown[]): boolean {
    const scope = args[0] === 'stream' ? received(plane, args) : null;
    if (scope === null) return Reflect.apply(emit, this, args);
    return plane.scopes.run({ scope, breaker: null }, () => Reflect.apply(emit, this, args));
  };
  (prototype as { emit: unknown }).emit = wrapped;
}

/** The scope in which the request is to run; null: in none. A mistake of ours must not become the application's. */
function received(plane: Plane, args: unknown[]): RequestScope | null {
  try {
    const [, stream, headers, , rawHeaders] = args as [0, ServerHttp2Stream, IncomingHttpHeaders, number, string[]?];
    return receive(plane, stream, headers, rawHeaders);
  } catch {
    plane.agent.count('hook_failed');
    return null;
  }
}

function receive(
  plane: Plane,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: string[] | undefined,
): RequestScope | null {
  if (!isListening(plane)) return null;
  const { ':method': method = 'GET', ':path': path = '/' } = headers;
  const answer = plane.agent.receive(new ReceivedRequest(method, path, headers));
  if (answer.baggage !== null) rewriteHeaders(headers, rawHeaders, answer.baggage);
  const scope = answer.context === null ? null : new RequestScope(answer.context);
  if (scope !== null || answer.outcome !== null) followStream(plane, stream, scope, answer.outcome);
  return scope;
}

/** Both views are handed to every listener, and the compatibility API keeps them: so they are changed in place. */
function rewriteHeaders(headers: IncomingHttpHeaders, rawHeaders: string[] | undefined, baggage: string | undefined) {
  if (baggage === undefined) delete headers.baggage;
  else headers.baggage = baggage;
  rawHeaders?.splice(0, rawHeaders.length, ...rewriteRaw(rawHeaders, baggage));
}

function followStream(
  plane: Plane,
  stream: ServerHttp2Stream,
  scope: RequestScope | null,
  outcome: EntryOutcome | null,
): void {
  const brokenHere = watchBreaking(stream);
  stream.once('close', () => {
    // Node ends the stream of a HEAD request before anyone has answered it: the head must have gone out, too.
    const whole = stream.headersSent && stream.writableFinished;
    const status = Number(stream.sentHeaders?.[':status'] ?? 200);
    if (whole) outcome?.finished(status);
    else if (brokenHere()) outcome?.broken();
    else outcome?.left();
    scope?.over(plane.agent, !whole || status >= 500);
  });
}

/** Tells who ended the stream: this service by `close` or `destroy`, or else the client, by a reset or with its connection. */
function watchBreaking(stream: ServerHttp2Stream): () => boolean {
  let here = false;
  const { close, destroy } = stream;
  const note = () => {
    here ||= !stream.closed && !stream.destroyed && stream.session?.destroyed === false;
  };
  stream.close = (...args) => {
    note();
    return close.apply(stream, args);
  };
  stream.destroy = (...args) => {
    note();
    return destroy.apply(stream, args);
  };
  return () => here;
}
