import type { ClientRequest } from 'node:http';
import { type HeaderParameter, headerEntries } from './http-client-baggage.ts';

export interface RequestHost {
  readonly host: string;
  readonly port: number | string;
}

/**
 * Where a request goes: from the options that reached the agent, or, when the request has not met an http.Agent of Node,
 * from its own host and the port in its `Host` header, if that header speaks of the same host.
 */
export function hostOfRequest(
  request: ClientRequest,
  options: Record<string, unknown> | null,
  headers: HeaderParameter = null,
): RequestHost {
  const port = options?.port;
  const host = options?.host;
  if (typeof host === 'string' && (typeof port === 'number' || typeof port === 'string')) return { host, port };
  const header = /^\[?(.*?)\]?(?::(\d+))?$/.exec(String(hostHeader(request, headers) ?? ''));
  const standardPort = request.protocol === 'https:' ? 443 : 80;
  return { host: request.host, port: header?.[1] === request.host && header[2] ? header[2] : standardPort };
}

function hostHeader(request: ClientRequest, headers: HeaderParameter): unknown {
  if (!Array.isArray(headers)) return request.getHeader('host');
  return headerEntries(headers).find((entry) => String(entry[0]).toLowerCase() === 'host')?.[1];
}
