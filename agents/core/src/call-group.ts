import { operationsOverlap } from './operation.ts';

/** A named class of outgoing calls: `caller>kind:dependency[/operation]`. The caller may be `*`. */
export interface CallGroup {
  readonly caller: string;
  readonly kind: 'http' | 'custom';
  readonly dependency: string;
  readonly operation: string | null;
}

const FORM = /^(\*|[A-Za-z0-9._-]+)>(http|custom):([A-Za-z0-9._-]+)(?:\/(\P{Cc}{1,200}))?$/u;
const MAX_LENGTH = 300;

/** The parts of a call group, or null when the text is not exactly of the form. */
export function parseCallGroup(text: string): CallGroup | null {
  if (text.length > MAX_LENGTH) return null;
  const match = FORM.exec(text);
  if (!match) return null;
  const [, caller = '', kind, dependency = '', operation] = match;
  return { caller, kind: kind === 'http' ? 'http' : 'custom', dependency, operation: operation ?? null };
}

/** True when the pattern covers the call group: `*` covers every caller, no operation covers all. Malformed never matches. */
export function matchesCallGroup(pattern: string, callGroup: string): boolean {
  const wide = parseCallGroup(pattern);
  const narrow = parseCallGroup(callGroup);
  if (!wide || !narrow) return false;
  return (
    (wide.caller === '*' || wide.caller === narrow.caller) &&
    wide.kind === narrow.kind &&
    wide.dependency === narrow.dependency &&
    (wide.operation === null || wide.operation === narrow.operation)
  );
}

/** True when some call could belong to both: `api>http:ratings` and `*>http:ratings/stars` overlap, neither covers the other. */
export function callGroupsOverlap(one: string, other: string): boolean {
  const a = parseCallGroup(one);
  const b = parseCallGroup(other);
  if (!a || !b) return false;
  return (
    (a.caller === '*' || b.caller === '*' || a.caller === b.caller) &&
    a.kind === b.kind &&
    a.dependency === b.dependency &&
    (a.operation === null || b.operation === null || operationsOverlap(a.operation, b.operation))
  );
}

/** Patterns by call group: a service has few call groups and asks for them at every call. Cleared when it is full. */
const covering = new Map<string, readonly string[]>();
const MOST_REMEMBERED = 1_000;

/**
 * Every pattern that covers the call group, the most specific first: so a set or a map of patterns is asked at most four
 * times, however many it holds. Empty when the call group is malformed.
 */
export function coveringPatterns(callGroup: string): readonly string[] {
  const known = covering.get(callGroup);
  if (known) return known;
  const patterns = findCovering(callGroup);
  if (covering.size >= MOST_REMEMBERED) covering.clear();
  covering.set(callGroup, patterns);
  return patterns;
}

function findCovering(callGroup: string): readonly string[] {
  const group = parseCallGroup(callGroup);
  if (!group) return [];
  const target = `${group.kind}:${group.dependency}`;
  const patterns = [`${group.caller}>${target}`, `*>${target}`];
  if (group.operation === null) return patterns;
  return [`${group.caller}>${target}/${group.operation}`, `*>${target}/${group.operation}`, ...patterns];
}
