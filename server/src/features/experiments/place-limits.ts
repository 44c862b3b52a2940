import type { PlaceScope } from '@hormesis/contract/place.ts';
import { parseCallGroup } from '@hormesis/core/call-group.ts';
import type { PlannedFault } from './experiment.ts';
import type { Candidate, LimitRefusal, World } from './limits.ts';
import type { ConnectedAgent } from './ports.ts';

/**
 * Faults by place that could never be applied: nobody calls from there, or no instance there told how others reach it, so
 * that no caller can know that a call goes to it. Where an injection point leads, its application tells at the call.
 */
export function placeRefusals(
  { faults }: Pick<Candidate, 'faults'>,
  { agents, asksPlaces }: Pick<World, 'agents' | 'asksPlaces'>,
): LimitRefusal[] {
  if (!asksPlaces) return [];
  return faults.flatMap((fault) =>
    [callerRefusal(fault, agents), calleeRefusal(fault, agents)]
      .filter((message) => message !== null)
      .map((message) => ({ code: 'place_unknown' as const, message })),
  );
}

function callerRefusal({ callGroup, where }: PlannedFault, agents: readonly ConnectedAgent[]): string | null {
  const caller = parseCallGroup(callGroup)?.caller;
  const scope = where?.caller;
  if (!scope || caller === undefined) return null;
  const there = agents.filter((agent) => isIn(agent, scope));
  if (there.some(({ service }) => caller === '*' || service === caller)) return null;
  const who = caller === '*' ? 'any service' : caller;
  return `no agent of ${who} is connected in ${named(scope)}, so ${callGroup} would never be failed there`;
}

function calleeRefusal({ callGroup, where }: PlannedFault, agents: readonly ConnectedAgent[]): string | null {
  const group = parseCallGroup(callGroup);
  const scope = where?.callee;
  if (!scope || group?.kind !== 'http') return null;
  const there = agents.filter((agent) => agent.service === group.dependency && isIn(agent, scope));
  if (there.some(({ located }) => located)) return null;
  if (there.length > 0)
    return `no instance of ${group.dependency} in ${named(scope)} tells how others reach it (HORMESIS_ADDRESSES), so no caller knows which calls of ${callGroup} go there`;
  return `no agent of ${group.dependency} is connected in ${named(scope)}, so no call of ${callGroup} is known to go there`;
}

function isIn({ region, zone }: ConnectedAgent, scope: PlaceScope): boolean {
  return (scope.region ?? region) === region && (scope.zone ?? zone) === zone;
}

function named({ region, zone }: PlaceScope): string {
  return [zone && `the zone ${zone}`, region && `the region ${region}`].filter(Boolean).join(' of ');
}
