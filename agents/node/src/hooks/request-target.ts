import type { ClientRequest } from 'node:http';
import type { DependencyMap, Target } from '../dependency-map.ts';
import { type HeaderParameter, headerEntries } from './http-client-baggage.ts';

/**
 * Where a request goes: from the options that reached the agent, or, when the request has not met an http.Agent of Node,
 * from its own host and the port in its `Host` header, if that header speaks of the same host.
 */
export function targetOfRequest(
  dependencies: DependencyMap,
  request: ClientRequest,
  options: Record<string, unknown> | null,
  headers: HeaderParameter = null,
): Target {
  const port = options?.port;
  const host = options?.host;
  if (typeof host === 'string' && (typeof port === 'number' || typeof port === 'string')) {
    return dependencies.target(host, port);
  }
  const header = /^\[?(.*?)\]?(?::(\d+))?$/.exec(String(hostHeader(request, headers) ?? ''));
  const standardPort = request.protocol === 'https:' ? 443 : 80;
  return dependencies.target(request.host, header?.[1] === request.host && header[2] ? header[2] : standardPort);
}

function hostHeader(request: ClientRequest, headers: HeaderParameter): unknown {
  if (!Array.isArray(headers)) return request.getHeader('host');
  return headerEntries(headers).find((entry) => String(entry[0]).toLowerCase() === 'host')?.[1];
}
