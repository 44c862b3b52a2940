import type { Role } from '@hormesis/contract/call-group.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Fault } from '@hormesis/contract/fault.ts';
import type { Where } from '@hormesis/contract/place.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import { callGroupsOverlap, matchesCallGroup } from '@hormesis/core/call-group.ts';

/** One fault on one call group, with the role the group has on the path; null: the path's allowlist does not hold it. */
export interface ResolvedFault {
  readonly callGroup: string;
  readonly role: Role | null;
  /** Absent: wherever the call comes from and goes to. */
  readonly where?: Where | undefined;
  readonly fault: Fault;
}

/** The faults of a scenario on a path, with `everything: <role>` spelled out. A group named twice for the same places keeps its first fault. */
export function resolveFaults(scenario: Scenario, path: CriticalPath): ResolvedFault[] {
  const resolved = scenario.faults.flatMap((entry): ResolvedFault[] =>
    'callGroup' in entry
      ? [{ callGroup: entry.callGroup, role: roleOf(path, entry.callGroup), ...placed(entry), fault: entry.fault }]
      : path.allowlist
          .filter((allowed) => allowed.role === entry.everything)
          .map(({ callGroup }) => ({ callGroup, role: roleOf(path, callGroup), ...placed(entry), fault: entry.fault })),
  );
  const seen = new Set<string>();
  return resolved.filter((each) => {
    const key = JSON.stringify([each.callGroup, each.where]);
    return !seen.has(key) && seen.add(key);
  });
}

function placed({ where }: { where?: Where | undefined }): { where?: Where } {
  return where ? { where } : {};
}

/**
 * The role of a call group on a path. Null outside the allowlist. It is essential as soon as failing it could fail an
 * essential call: `api>http:playback` is, when only `api>http:playback/license` is essential.
 */
export function roleOf(path: CriticalPath, callGroup: string): Role | null {
  if (!path.allowlist.some((entry) => matchesCallGroup(entry.callGroup, callGroup))) return null;
  const touched = path.allowlist.filter((entry) => callGroupsOverlap(entry.callGroup, callGroup));
  return touched.some((entry) => entry.role === 'essential') ? 'essential' : 'degradable';
}
