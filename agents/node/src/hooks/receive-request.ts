import type { Received } from '@hormesis/link/agent.ts';
import type { Plane } from '../plane.ts';

/** Whether the agent wants to hear of an incoming request. Idle it does not, which costs a flag check. */
export function isListening({ agent, scopes }: Plane): boolean {
  if (scopes.entered && !agent.carrying) scopes.rest();
  return agent.engaged;
}

/** Asks the agent about an incoming request. `url` as in the request line. */
export function receiveRequest(
  { agent }: Plane,
  method: string,
  url: string,
  header: (name: string) => string | undefined,
): Received {
  const mark = url.indexOf('?');
  return agent.receive({
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    header,
  });
}
