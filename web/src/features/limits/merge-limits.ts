import type { Limits } from '@hormesis/contract/limits.ts';

export type Part = Exclude<keyof Limits, 'kind'>;

const parts: readonly Part[] = [
  'operatorMaxTreatmentPpm',
  'approver',
  'regionMaxTreatmentPpm',
  'regions',
  'loadTargets',
  'graceMinutes',
  'window',
  'paths',
];

/** One part that differs: as it was when both began, as the other person saved it, and as it is here. */
export type Change = { part: Part; before: Limits[Part]; theirs: Limits[Part]; mine: Limits[Part]; both: boolean };

/** Parts in which `mine` differs from `before`. */
export function changedParts(before: Limits, mine: Limits): Part[] {
  return parts.filter((part) => !same(before[part], mine[part]));
}

/** What two people made of the same version, part by part; `both` changed it, and differently. */
export function changesOf(before: Limits, theirs: Limits, mine: Limits): Change[] {
  return parts.flatMap((part) => {
    const [theirsChanged, mineChanged] = [!same(before[part], theirs[part]), !same(before[part], mine[part])];
    if (!theirsChanged && !mineChanged) return [];
    const both = theirsChanged && mineChanged && !same(theirs[part], mine[part]);
    return [{ part, before: before[part], theirs: theirs[part], mine: mine[part], both }];
  });
}

/** `theirs` with the parts that were changed here: what the other person changed elsewhere is kept. */
export function onTopOf(before: Limits, theirs: Limits, mine: Limits): Limits {
  const merged: Limits = { ...theirs };
  for (const part of changedParts(before, mine)) Object.assign(merged, { [part]: mine[part] });
  return merged;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Keys in order: the database hands them out in its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
}
