import http, { type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Injection, RequestContext } from '@hormesis/link/agent.ts';
import { FreeCalls, OutgoingCall } from '../context/outgoing-call.ts';
import type { Dependency, Target } from '../dependency-map.ts';
import { holdsConnection } from '../faults/fault.ts';
import { FaultSocket } from '../faults/fault-socket.ts';
import type { Plane } from '../plane.ts';
import { type HeaderParameter, rewriteBaggage, tableWithoutBaggage } from './http-client-baggage.ts';
import { targetOfRequest } from './request-target.ts';

/**
 * `http` and `https` as a client. Hooked are three methods of prototypes and none of the exported functions, so that it
 * does not matter who wrapped or captured `http.request` before or after us:
 * `Agent.addRequest` (who calls, where to), `ClientRequest._storeHeader` (the last moment at which a header can change,
 * after OpenTelemetry's injection), `ClientRequest.onSocket` (the call gets its connection: whatever agent, proxy or
 * `createConnection` it comes from).
 */
export function hookHttpClient(plane: Plane): void {
  const requestPrototype = http.ClientRequest.prototype as unknown as RequestInternals;
  const agentPrototype = http.Agent.prototype as unknown as AgentInternals;
  const { onSocket, _storeHeader: storeHeader } = requestPrototype;
  const { addRequest } = agentPrototype;

  agentPrototype.addRequest = function (this: AgentInternals, request, options, port, localAddress) {
    if (!answersWithoutConnection(request, options)) addRequest.call(this, request, options, port, localAddress);
  };

  requestPrototype._storeHeader = function (this: ClientRequest, firstLine, headers) {
    const call = (this as Marked)[CALL];
    // Nothing to add and nothing to take out: nearly every call of nearly every service.
    const untouched = call !== undefined && call.context === null && tableWithoutBaggage(headers);
    storeHeader.call(this, firstLine, untouched ? headers : rewritten(this, call, headers));
  };

  requestPrototype.onSocket = function (this: ClientRequest, socket, error) {
    const call = (this as Marked)[CALL];
    const undisturbed = call !== undefined && call.injection === null;
    if (undisturbed || !disturbs(this, socket, error)) onSocket.call(this, socket, error);
  };

  function answersWithoutConnection(request: ClientRequest, options: RequestOptions | string): boolean {
    try {
      const call = callOf(plane, request, options);
      return call.injection !== null && !holdsConnection(call.injection.fault) && giveFaultSocket(call, request, null);
    } catch {
      return failed();
    }
  }

  function rewritten(request: ClientRequest, call: ClientCall | undefined, headers: HeaderParameter): HeaderParameter {
    try {
      const { target, context } = call ?? glimpse(plane, request, headers);
      return rewriteBaggage(plane.agent, request, headers, context, target.toFleet);
    } catch {
      failed();
      return headers;
    }
  }

  function disturbs(request: ClientRequest, socket: Socket | undefined, error: Error | undefined): boolean {
    try {
      if (error || !socket || socket instanceof FaultSocket) return false;
      const call = callOf(plane, request);
      return call.injection !== null && giveFaultSocket(call, request, socket);
    } catch {
      return failed();
    }
  }

  /** A mistake of ours must not become the application's: the original goes through and the reason is counted. */
  function failed(): false {
    plane.agent.count('hook_failed');
    return false;
  }

  /** From now on the request speaks to a FaultSocket, before or instead of the connection it was given. */
  function giveFaultSocket(call: ClientCall, request: ClientRequest, connection: Socket | null): boolean {
    const { injection, outgoing } = call;
    if (injection === null || outgoing === null) return false;
    call.injection = null;
    const socket = new FaultSocket({
      request,
      injection,
      connection,
      reconnect: reconnectThrough(request, call.options),
      applied: () => outgoing.applied(injection),
    });
    request.once('socket', () => takeOverTimeout(socket, request, connection));
    onSocket.call(request, socket as unknown as Socket, undefined);
    return true;
  }
}

interface RequestInternals {
  onSocket(this: ClientRequest, socket: Socket | undefined, error: Error | undefined): void;
  _storeHeader(this: ClientRequest, firstLine: string, headers: HeaderParameter): void;
}

type RequestOptions = Record<string, unknown>;

interface AgentInternals {
  addRequest(
    this: AgentInternals,
    request: ClientRequest,
    options: RequestOptions | string,
    port?: unknown,
    localAddress?: unknown,
  ): void;
  createSocket?(
    request: ClientRequest,
    options: RequestOptions,
    done: (error: Error | null, socket?: Socket) => void,
  ): void;
}

/** What we know of one request; made the first time one of the hooks sees it, in the code that makes the call. */
interface ClientCall {
  readonly target: Target;
  readonly outgoing: OutgoingCall | null;
  readonly context: RequestContext | null;
  readonly options: RequestOptions | null;
  /** Not null: the request is one of these, and shares this object with them. */
  readonly free: FreeCalls | null;
  /** The fault to apply; null when there is none, or when it has been taken. */
  injection: Injection | null;
  /** The same for as long as the request lasts. */
  readonly ends: Injection | null;
}

const CALL = Symbol('hormesis.call');

/** Members of Node's ClientRequest that its types leave out. */
type Marked = ClientRequest & {
  [CALL]?: ClientCall;
  agent?: (http.Agent & { options?: { timeout?: number } }) | null;
  socketPath?: string;
  timeout?: number;
  res?: http.IncomingMessage | null;
};

function callOf(plane: Plane, request: Marked, options?: RequestOptions | string): ClientCall {
  request[CALL] ??= beginCall(plane, request, typeof options === 'object' ? options : null);
  return request[CALL];
}

/** For a request whose headers are fixed before it meets an agent (`headers` as a list): who it is for, no more. */
function glimpse(
  plane: Plane,
  request: ClientRequest,
  headers: HeaderParameter,
): Pick<ClientCall, 'target' | 'context'> {
  const target = targetOfRequest(plane.dependencies, request, null, headers);
  return { target, context: plane.scopes.current()?.scope.context ?? null };
}

function beginCall(plane: Plane, request: Marked, options: RequestOptions | null): ClientCall {
  const target = targetOf(plane, request, options);
  const context = plane.scopes.current()?.scope.context ?? null;
  // A tunnel is not the call: what goes through it is.
  if (target.dependency === null || request.method === 'CONNECT') {
    return { ...UNCOUNTED, target, context, options };
  }
  if (context === null) {
    const free = freeCall(plane, target, target.dependency);
    if (free.free?.include(request)) {
      request.on('close', closedFree);
      return free;
    }
  }
  const outgoing = new OutgoingCall(plane, target.dependency.callGroup, target.address, request);
  const injection = outgoing.decide();
  // One function for all requests, that may run again: a closure and `once` cost every call more than all else here.
  request.on('close', closed);
  return { target, outgoing, context, options, free: null, injection, ends: injection };
}

function freeCall(plane: Plane, target: Target, { callGroup }: Dependency): ClientCall {
  if (lastFree.target === target) return lastFree;
  lastFree = freeCalls.get(target) ?? { ...UNCOUNTED, target, free: new FreeCalls(plane, callGroup, target.address) };
  freeCalls.set(target, lastFree);
  return lastFree;
}

/** Counts once, whatever the application emits. */
function closedFree(this: Marked): void {
  const free = this[CALL]?.free ?? null;
  if (free === null) return;
  this[CALL] = UNCOUNTED;
  free.finished(hasFailed(this));
}

function closed(this: Marked): void {
  const call = this[CALL];
  call?.outgoing?.finished(hasFailed(this));
  call?.ends?.end();
}

function targetOf(plane: Plane, request: Marked, options: RequestOptions | null): Target {
  if (request.socketPath) return LOCAL;
  return targetOfRequest(plane.dependencies, request, options);
}

const LOCAL: Target = { dependency: null, toFleet: false, address: null };

const UNCOUNTED: ClientCall = {
  target: LOCAL,
  outgoing: null,
  context: null,
  options: null,
  free: null,
  injection: null,
  ends: null,
};

/** By target, of which there are as many as the operator named; and the one of the last call, which is often that of the next. */
const freeCalls = new WeakMap<Target, ClientCall>();
let lastFree: ClientCall = UNCOUNTED;

/** What the caller saw: no response, a broken one, or a status of 500 and above. */
function hasFailed({ res: response }: Marked): boolean {
  if (!response) return true;
  return (response.statusCode ?? 0) >= 500 || (response.errored ?? null) !== null;
}

/** Node sets the caller's timeout on the connection it gave; it has to run on what the caller really listens to. */
function takeOverTimeout(socket: FaultSocket, request: Marked, connection: Socket | null): void {
  const timeoutMs = connection?.timeout || request.timeout || request.agent?.options?.timeout || 0;
  connection?.setTimeout(0);
  if (timeoutMs > 0 && !socket.timeout) socket.setTimeout(timeoutMs);
}

function reconnectThrough(request: Marked, options: RequestOptions | null) {
  const agent = request.agent as unknown as AgentInternals | undefined;
  if (!agent?.createSocket || options === null) return null;
  return (done: (error: Error | null, socket?: Socket) => void) => agent.createSocket?.(request, options, done);
}
