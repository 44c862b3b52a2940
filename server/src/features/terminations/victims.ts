import type { FoundGroup, Member } from './platform-port.ts';

/** What keeps the members of a group from being chosen, whoever asks. */
export interface VictimRules {
  /** Last parts of a name that mean a canary or its baseline: `canary` keeps `api-main-canary` alone. */
  readonly neverSuffixes: readonly string[];
  /** Fewer healthy members than this, and none is killed. */
  readonly minimumSize: number;
}

export interface Victim {
  readonly group: FoundGroup;
  readonly member: Member;
}

export interface Victims {
  readonly eligible: readonly Victim[];
  /** For each part of the group that has none to give: why, in a sentence. */
  readonly spared: readonly string[];
}

/** Which members of `parts` may die, and why the others may not. Order is kept; choosing is somebody else's. */
export function victimsOf(parts: readonly FoundGroup[], rules: VictimRules): Victims {
  const eligible: Victim[] = [];
  const spared: string[] = [];
  for (const group of parts) {
    const why = sparedBecause(group, rules);
    if (why !== null) spared.push(`${group.group}: ${why}`);
    else for (const member of healthy(group)) eligible.push({ group, member });
  }
  return { eligible, spared };
}

/** Why nobody in `group` may die now, or null. */
function sparedBecause(group: FoundGroup, { neverSuffixes, minimumSize }: VictimRules): string | null {
  const suffix = neverSuffixes.find((each) => isMarked(group, each));
  if (suffix !== undefined) return `its name ends in "${suffix}"`;
  if (group.disabledBecause !== null) return `nobody would replace a member: ${group.disabledBecause}`;
  const alive = healthy(group).length;
  if (group.desiredCount !== null && alive < group.desiredCount)
    return `only ${alive} of ${group.desiredCount} members are healthy`;
  return alive < minimumSize
    ? `${alive} healthy ${alive === 1 ? 'member' : 'members'}, fewer than the minimum size of ${minimumSize}`
    : null;
}

/** A canary may be one by its detail (`api-main-canary`, detail `canary` or `eu-canary`) or by the name itself. */
function isMarked({ naming, group }: FoundGroup, suffix: string): boolean {
  // The number of a push, `-v012`, comes after the name.
  const names = [naming.app, naming.stack ?? '', naming.detail ?? '', naming.cluster, group.replace(/-v\d+$/, '')];
  const wanted = suffix.toLowerCase();
  return names.some(
    (name) =>
      name
        .toLowerCase()
        .split(/[-_/.]/)
        .at(-1) === wanted,
  );
}

function healthy(group: FoundGroup): Member[] {
  return group.members.filter(({ state }) => state === 'healthy');
}
