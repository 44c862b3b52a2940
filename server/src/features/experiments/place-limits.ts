import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { PlaceScope } from '@hormesis/contract/place.ts';
import { callGroupsOverlap, parseCallGroup } from '@hormesis/core/call-group.ts';
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

/**
 * Faults on essential calls that are approved by place alone, because another place takes over, where none is left: every
 * instance that is known to be somewhere is where one of the candidate's faults on the same calls leads. Of an injection
 * point nobody knows where else it could lead, so such an approval does not do for it.
 */
export function takeoverRefusals(
  { faults }: Pick<Candidate, 'faults'>,
  paths: readonly CriticalPath[],
  { agents, asksPlaces }: Pick<World, 'agents' | 'asksPlaces'>,
): LimitRefusal[] {
  if (!asksPlaces) return [];
  return faults.flatMap(({ callGroup }) => {
    const path = paths.find(({ allowlist }) =>
      allowlist.some((entry) => entry.liveApproval?.onlyByPlace && callGroupsOverlap(entry.callGroup, callGroup)),
    );
    const failed = faults.flatMap((other) =>
      other.where?.callee && callGroupsOverlap(other.callGroup, callGroup) ? [other.where.callee] : [],
    );
    if (path === undefined || failed.length === 0 || isLeft(callGroup, failed, agents)) return [];
    const dependency = parseCallGroup(callGroup)?.dependency;
    const places = failed.map(named).join(' and ');
    const message = `${callGroup} is essential on ${path.name} and approved for faults by place only, and no instance of ${dependency} that tells its place and its address is known outside ${places}: nothing would take over`;
    return [{ code: 'call_group_essential' as const, message }];
  });
}

/** Whether an instance is known to be in none of the `failed` places. */
function isLeft(callGroup: string, failed: readonly PlaceScope[], agents: readonly ConnectedAgent[]): boolean {
  const group = parseCallGroup(callGroup);
  if (group?.kind !== 'http') return false;
  return agents.some(
    (agent) =>
      agent.service === group.dependency && agent.located && failed.every((scope) => isKnownOutside(agent, scope)),
  );
}

/** Who does not say its region or its zone is not known to be in another one. */
function isKnownOutside({ region, zone }: ConnectedAgent, scope: PlaceScope): boolean {
  const differs = (told: string | null, wanted: string | undefined) =>
    told !== null && wanted !== undefined && told !== wanted;
  return differs(region, scope.region) || differs(zone, scope.zone);
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
