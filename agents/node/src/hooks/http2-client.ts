import http2, { type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { PassThrough } from 'node:stream';
import type { Agent, Injection, RequestContext } from '@hormesis/link/agent.ts';
import { type HttpCall, OutgoingCall } from '../context/outgoing-call.ts';
import type { Target } from '../dependency-map.ts';
import type { Plane } from '../plane.ts';
import { FaultedStream, requestHeld } from './faulted-stream.ts';
import { rewriteList } from './http-client-baggage.ts';

type Headers = Record<string, unknown> | readonly unknown[] | undefined;
type Request = (this: ClientHttp2Session, headers: Headers, options: unknown) => ClientHttp2Stream;

/**
 * `http2` as a client, and what is built on it (got, gRPC): all streams begin in `ClientHttp2Session.request`. A fault acts
 * on the stream and never on its session, which other calls share.
 */
export function hookHttp2Client(plane: Plane): void {
  const prototype = clientSessionPrototype();
  const { request } = prototype;
  prototype.request = function (headers, options) {
    let prepared: Prepared | null = null;
    try {
      prepared = prepare(plane, this, headers);
    } catch {
      plane.agent.count('hook_failed');
    }
    if (prepared === null) return request.call(this, headers, options);
    const { call, injection, headers: ours } = prepared;
    const begin = () => request.call(this, ours, options);
    if (call === null) return begin();
    try {
      return injection === null ? followed(begin(), call) : faulted(this, begin, call, injection);
    } catch (error) {
      // Node's own refusal of what it was asked: the call was never made.
      injection?.end();
      call.finished(true);
      throw error;
    }
  };
}

/** The class is not exported; a session on a stream that leads nowhere shows it, and is gone before anything happens. */
function clientSessionPrototype(): { request: Request } {
  const session = http2.connect('http://localhost', { createConnection: () => new PassThrough() });
  session.on('error', () => {});
  session.destroy();
  return Object.getPrototypeOf(session) as { request: Request };
}

interface Prepared {
  readonly headers: Headers;
  readonly call: OutgoingCall | null;
  readonly injection: Injection | null;
}

/** Null: nothing to do with us. */
function prepare(plane: Plane, session: ClientHttp2Session, headers: Headers): Prepared | null {
  if (isOfUndici(session)) return null;
  const target = targetOf(plane, session);
  const context = plane.scopes.current()?.scope.context ?? null;
  const rewritten = rewriteHeaders(plane.agent, headers, context, target.toFleet);
  if (target.dependency === null || pseudoHeader(headers, ':method') === 'CONNECT') {
    return { headers: rewritten, call: null, injection: null };
  }
  const call = new OutgoingCall(plane, target.dependency.callGroup, target.address, httpCallOf(headers));
  return { headers: rewritten, call, injection: call.decide() };
}

function faulted(
  session: ClientHttp2Session,
  begin: () => ClientHttp2Stream,
  call: OutgoingCall,
  injection: Injection,
): ClientHttp2Stream {
  const held = requestHeld(session, begin);
  followed(held.stream, call);
  if (held.start === null) {
    // Node refuses the call already, or keeps its calls in another way than we know.
    injection.skipped();
    injection.end();
    return held.stream;
  }
  new FaultedStream(held.stream, held.start, injection, () => call.applied(injection)).begin();
  return held.stream;
}

/** Tells the call how it ended, as the caller sees it. */
function followed(stream: ClientHttp2Stream, call: OutgoingCall): ClientHttp2Stream {
  let status = 0;
  stream.prependListener('response', (headers: IncomingHttpHeaders & { ':status'?: number }) => {
    status = Number(headers[':status']);
  });
  stream.once('close', () => call.finished(status === 0 || status >= 500 || stream.rstCode !== 0));
  return stream;
}

/** undici's own HTTP/2 is hooked at its dispatch already. */
function isOfUndici(session: ClientHttp2Session): boolean {
  return symbolOf(session, 'http2Session state') !== undefined;
}

const NOWHERE: Target = { dependency: null, toFleet: false, address: null };
const targets = new WeakMap<ClientHttp2Session, Target>();

/** Where the session leads, and not what `:authority` says: that is for the server to judge. */
function targetOf(plane: Plane, session: ClientHttp2Session): Target {
  const known = targets.get(session);
  if (known !== undefined) return known;
  const authority = symbolOf(session, 'authority');
  const match = typeof authority === 'string' ? /^(.*):(\d+)$/.exec(authority) : null;
  const target = match?.[1] && match[2] ? plane.dependencies.target(match[1], match[2]) : NOWHERE;
  targets.set(session, target);
  return target;
}

function rewriteHeaders(agent: Agent, headers: Headers, context: RequestContext | null, toFleet: boolean): Headers {
  if (Array.isArray(headers)) return rewriteList(agent, headers, context, toFleet);
  const table = (headers ?? {}) as Record<string, unknown>;
  const names = Object.keys(table).filter((name) => name.length === 7 && name.toLowerCase() === 'baggage');
  const list = names.flatMap((name) => [name, table[name]]);
  const next = rewriteList(agent, list, context, toFleet);
  if (next === list) return headers;
  const copy = { ...table };
  for (const name of names) delete copy[name];
  if (next.length > 0) copy.baggage = next[1];
  return copy;
}

/** What Node takes when a pseudo-header is missing. */
function httpCallOf(headers: Headers): HttpCall {
  return {
    method: String(pseudoHeader(headers, ':method') ?? 'GET'),
    path: String(pseudoHeader(headers, ':path') ?? '/'),
  };
}

function pseudoHeader(headers: Headers, name: string): unknown {
  if (!Array.isArray(headers)) return (headers as Record<string, unknown> | undefined)?.[name];
  const at = headers.indexOf(name);
  return at === -1 ? undefined : headers[at + 1];
}

function symbolOf(owner: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(owner).find((each) => each.description === description);
  return symbol === undefined ? undefined : Reflect.get(owner, symbol);
}
