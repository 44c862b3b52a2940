import type { Role } from '@hormesis/contract/call-group.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';

/** A number that somebody is just typing is null while it is none; the server says what is wrong with it. */
export type PathDraft = Omit<CriticalPath, 'deadlineMs' | 'objectiveMs'> & {
  deadlineMs: number | null;
  objectiveMs: number | null;
};

export function newPath(): PathDraft {
  return {
    kind: 'CriticalPath',
    ...{ name: '', title: '', entries: [{ service: '', routes: ['GET /'], inner: false }] },
    ...{ unit: { from: 'header', name: 'x-user-id' }, deadlineMs: 10_000, objectiveMs: 2_000 },
    ...{ allowlist: [], maxTreatmentPpm: 50_000 },
  };
}

/** The role of a call group in the allowlist; null: it is not on it and is never failed. */
export function roleIn({ allowlist }: Pick<PathDraft, 'allowlist'>, callGroup: string): Role | null {
  return allowlist.find((entry) => entry.callGroup === callGroup)?.role ?? null;
}

/** With the call group in this role, or off the list. An approval that belongs to the role it had goes with it. */
export function withRole(path: PathDraft, callGroup: string, role: Role | null): PathDraft {
  if (role === roleIn(path, callGroup)) return path;
  if (role === null) return { ...path, allowlist: path.allowlist.filter((entry) => entry.callGroup !== callGroup) };
  const entry = { callGroup, role };
  const known = path.allowlist.some((each) => each.callGroup === callGroup);
  return {
    ...path,
    allowlist: known
      ? path.allowlist.map((each) => (each.callGroup === callGroup ? entry : each))
      : [...path.allowlist, entry],
  };
}

/** Whether two states of a path would be saved as the same. */
export function sameValue(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** The database hands keys out in an order of its own, and a field without a value is none. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
