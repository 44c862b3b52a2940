import type { ClientRequest } from 'node:http';
import type { Agent, RequestContext } from '@hormesis/link/agent.ts';

/** What `_storeHeader` is given: the request's own table, or the `headers` array of the caller, flat or in pairs. */
export type HeaderParameter = object | readonly unknown[] | null | undefined;

/** True for the request's own table, whose names are in lower case, when it holds no `baggage`. */
export function tableWithoutBaggage(headers: HeaderParameter): boolean {
  if (headers === null || headers === undefined) return true;
  return !Array.isArray(headers) && (headers as { readonly baggage?: unknown }).baggage === undefined;
}

/**
 * Puts our member into `baggage` for hosts of the fleet and takes it out for all others, whoever put it there.
 * Answers what `_storeHeader` is to be given. Everything else in the header stays as it is, byte for byte.
 */
export function rewriteBaggage(
  agent: Agent,
  request: ClientRequest,
  headers: HeaderParameter,
  context: RequestContext | null,
  toFleet: boolean,
): HeaderParameter {
  if (Array.isArray(headers)) return rewriteList(agent, headers, context, toFleet);
  const existing = joined(request.getHeader('baggage'));
  const next = rewriteValue(agent, existing, context, toFleet);
  if (next === existing) return headers;
  if (next === undefined) request.removeHeader('baggage');
  else if (headers) request.setHeader('baggage', next);
  else return { baggage: next };
  return headers;
}

/** The rule for one value; answers the very same value when nothing has to change, which costs the idle agent one test. */
function rewriteValue(
  agent: Agent,
  existing: string | undefined,
  context: RequestContext | null,
  toFleet: boolean,
): string | undefined {
  if (existing === undefined && (context === null || !toFleet)) return undefined;
  return agent.outgoingBaggage(existing, context, toFleet);
}

/** The same for headers as a list, flat or in pairs. */
export function rewriteList(
  agent: Agent,
  headers: readonly unknown[],
  context: RequestContext | null,
  toFleet: boolean,
): readonly unknown[] {
  const paired = Array.isArray(headers[0]);
  const entries = headerEntries(headers);
  const values = entries.filter(isBaggage).map((entry) => joined(entry[1]) ?? '');
  const existing = values.length === 0 ? undefined : values.join(',');
  const next = rewriteValue(agent, existing, context, toFleet);
  if (next === existing) return headers;
  const kept = entries.filter((entry) => !isBaggage(entry));
  if (next !== undefined) kept.push(['baggage', next]);
  return paired ? kept : kept.flat();
}

/** A `headers` list as pairs, whichever of its two forms it has. */
export function headerEntries(flat: readonly unknown[]): readonly (readonly unknown[])[] {
  if (Array.isArray(flat[0])) return flat as readonly unknown[][];
  const pairs: unknown[][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) pairs.push([flat[index], flat[index + 1]]);
  return pairs;
}

function isBaggage(entry: readonly unknown[]): boolean {
  return String(entry[0]).toLowerCase() === 'baggage';
}

function joined(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.join(',') : String(value);
}
