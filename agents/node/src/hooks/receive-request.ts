import type { Received } from '@hormesis/link/agent.ts';
import type { Plane } from '../plane.ts';

/** Asks the agent about an incoming request; null while the agent is idle, which costs a flag check. `url` as in the request line. */
export function receiveRequest(
  { agent, scopes }: Plane,
  method: string,
  url: string,
  header: (name: string) => string | undefined,
): Received | null {
  if (!agent.carrying) scopes.rest();
  if (!agent.engaged) return null;
  const mark = url.indexOf('?');
  return agent.receive({
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    header,
  });
}
