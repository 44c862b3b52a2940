import { parseCallGroup } from '@hormesis/core/call-group.ts';

/**
 * Services behind the dependencies of some call groups, along the calls that were observed: those dependencies
 * themselves as far as they are services with an agent, and whatever these call in turn.
 */
export function downstreamOf(
  callGroups: readonly string[],
  observed: readonly string[],
  services: ReadonlySet<string>,
): string[] {
  const reached = new Set<string>();
  let next = callGroups.map(calleeOf);
  while (next.length > 0) {
    const found = [...new Set(next)].filter((service) => services.has(service) && !reached.has(service));
    for (const service of found) reached.add(service);
    next = observed.filter((callGroup) => found.includes(callerOf(callGroup))).map(calleeOf);
  }
  return [...reached].sort();
}

function callerOf(callGroup: string): string {
  return parseCallGroup(callGroup)?.caller ?? '';
}

function calleeOf(callGroup: string): string {
  return parseCallGroup(callGroup)?.dependency ?? '';
}
