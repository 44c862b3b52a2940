import { subscribe } from 'node:diagnostics_channel';
import type { Agent, RequestContext } from '@hormesis/link/agent.ts';
import type { Plane } from '../plane.ts';
import { headerEntries, rewriteList } from './http-client-baggage.ts';
import { targetOfOrigin } from './undici-target.ts';

/** Headers as a dispatch is given them: a flat list, pairs in anything iterable, or an object. */
export type DispatchHeaders = unknown;

/** The headers of a dispatch with our member in or out of `baggage`; the very same when nothing has to change. */
export function rewriteDispatchHeaders(
  agent: Agent,
  headers: DispatchHeaders,
  context: RequestContext | null,
  toFleet: boolean,
): DispatchHeaders {
  // Nothing to add and nothing to take out: nearly every call of nearly every service.
  if ((context === null || !toFleet) && !holdsBaggage(headers)) return headers;
  const list = Array.isArray(headers) ? headers : entriesOf(headers).flat();
  const next = rewriteList(agent, list, context, toFleet);
  return next === list ? headers : next;
}

/** False only when there is no `baggage` in a list or an object; anything else is looked at closely. */
function holdsBaggage(headers: DispatchHeaders): boolean {
  if (headers === undefined || headers === null) return false;
  if (Array.isArray(headers)) return listHoldsBaggage(headers);
  if (typeof headers !== 'object' || Symbol.iterator in headers) return true;
  for (const name in headers) if (isBaggageName(name)) return true;
  return false;
}

function listHoldsBaggage(headers: readonly unknown[]): boolean {
  if (Array.isArray(headers[0])) return true;
  for (let index = 0; index < headers.length; index += 2) if (isBaggageName(headers[index])) return true;
  return false;
}

function isBaggageName(name: unknown): boolean {
  return typeof name !== 'string' || (name.length === 7 && name.toLowerCase() === 'baggage');
}

function entriesOf(headers: DispatchHeaders): readonly (readonly unknown[])[] {
  if (typeof headers !== 'object' || headers === null) return [];
  if (Symbol.iterator in headers) return [...(headers as Iterable<readonly unknown[]>)];
  // A header with several values is one entry for each.
  return Object.entries(headers).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((each) => [name, each]) : [[name, value]],
  );
}

/** A request in the making, as undici shows it in its channel. */
interface UndiciRequest {
  readonly origin: unknown;
  headers: unknown;
  addHeader?(name: string, value: string): unknown;
}

/**
 * The last word about `baggage`: OpenTelemetry adds its header when undici creates the request, below our dispatch. What
 * came before us is in the list; what comes after us goes through `addHeader`. For hosts of the fleet the first member of
 * ours stays, which is the one the dispatch put there.
 */
export function guardCreatedRequests(plane: Plane): void {
  subscribe('undici:request:create', (message) => {
    try {
      guardRequest(plane, (message as { request: UndiciRequest }).request);
    } catch {
      plane.agent.count('hook_failed');
    }
  });
}

function guardRequest(plane: Plane, request: UndiciRequest): void {
  const { toFleet } = targetOfOrigin(plane, request.origin);
  let present = false;
  const allowed = (value: string): string | undefined => {
    const rest = plane.agent.outgoingBaggage(value, null, false);
    if (rest === value) return value;
    if (!toFleet || present) return rest;
    present = true;
    return value;
  };
  if (Array.isArray(request.headers) && listHoldsBaggage(request.headers))
    request.headers = filtered(request.headers, allowed);
  const { addHeader } = request;
  if (addHeader === undefined) return;
  request.addHeader = (name, value) => {
    if (String(name).toLowerCase() !== 'baggage') return addHeader.call(request, name, value);
    const next = allowed(String(value));
    return next === undefined ? request : addHeader.call(request, name, next);
  };
}

function filtered(headers: readonly unknown[], allowed: (value: string) => string | undefined): readonly unknown[] {
  const entries = headerEntries(headers);
  if (!entries.some((entry) => String(entry[0]).toLowerCase() === 'baggage')) return headers;
  return entries.flatMap(([name, value]) => {
    if (String(name).toLowerCase() !== 'baggage') return [name, value];
    const next = allowed(String(value));
    return next === undefined ? [] : [name, next];
  });
}
