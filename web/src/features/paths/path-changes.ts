import { formatExactDuration } from '../../lib/format-duration.ts';
import { formatShare } from '../../lib/format-share.ts';
import { type PathDraft, roleIn, sameValue, withRole } from './path-draft.ts';

/** What somebody did to a path, one sentence each, with where it happened. */
export type PathChange = { at: string; words: string };

const fields = {
  title: 'the title',
  description: 'the description',
  owner: 'the owner',
  entries: 'where the journey begins',
  unit: 'how a user is told apart',
  deadlineMs: 'the deadline',
  objectiveMs: 'when a request is slow',
  kpis: 'what counts as harm',
  ramp: 'the ramp',
  maxTreatmentPpm: 'the share without approval',
  approval: 'the approval',
} as const satisfies Partial<Record<keyof PathDraft, string>>;
const fieldNames = Object.keys(fields) as (keyof typeof fields)[];

/** Everything that differs between two states of a path, for a person. */
export function pathChanges(before: PathDraft, after: PathDraft): PathChange[] {
  const changed = fieldNames
    .filter((field) => !sameValue(before[field], after[field]))
    .map((field) => ({ at: field, words: `${fields[field]}${told(field, after[field])}` }));
  return [...changed, ...callGroupsOf(before, after).flatMap((callGroup) => roleChange(before, after, callGroup))];
}

function roleChange(before: PathDraft, after: PathDraft, callGroup: string): PathChange[] {
  const [was, is] = [roleIn(before, callGroup), roleIn(after, callGroup)];
  if (was === is) return [];
  const words =
    is === null
      ? `${callGroup} is off the allowlist`
      : `${callGroup} is ${is}${was === null ? ', new on the allowlist' : ''}`;
  return [{ at: callGroup, words }];
}

/** Short values are said, long ones only named. */
function told(field: keyof typeof fields, value: unknown): string {
  if (typeof value === 'string' && value.length <= 80) return `: “${value}”`;
  if (typeof value !== 'number') return '';
  return `: ${field === 'maxTreatmentPpm' ? formatShare(value) : formatExactDuration(value)}`;
}

/** What two people both changed, differently: whoever saves last has to know. */
export function bothChanged(base: PathDraft, mine: PathDraft, theirs: PathDraft): string[] {
  const own = new Map(pathChanges(base, mine).map(({ at, words }) => [at, words]));
  return pathChanges(base, theirs)
    .filter(({ at, words }) => own.has(at) && own.get(at) !== words)
    .map(({ at }) => at);
}

/**
 * What I changed since `base`, done again to what somebody else made of it. Field by field and call group by call group:
 * what only they changed stays theirs; what both changed becomes mine.
 */
export function appliedAgain(base: PathDraft, mine: PathDraft, theirs: PathDraft): PathDraft {
  const changed = fieldNames.filter((field) => !sameValue(base[field], mine[field]));
  const own = Object.fromEntries(changed.map((field) => [field, mine[field]]));
  const groups = callGroupsOf(base, mine).filter((group) => roleIn(base, group) !== roleIn(mine, group));
  return groups.reduce<PathDraft>((path, group) => withRole(path, group, roleIn(mine, group)), { ...theirs, ...own });
}

function callGroupsOf(...paths: readonly PathDraft[]): string[] {
  return [...new Set(paths.flatMap(({ allowlist }) => allowlist.map(({ callGroup }) => callGroup)))];
}
