export type CallGroupParts = { caller: string; kind: string; dependency: string; operation: string | null };

/** `api>http:ratings/GET /ratings/:id` in its parts; null for what is no call group. */
export function callGroupParts(callGroup: string): CallGroupParts | null {
  const match = /^([^>]+)>([^:]+):([^/]+)(?:\/(.+))?$/su.exec(callGroup);
  if (!match) return null;
  const [, caller = '', kind = '', dependency = '', operation = null] = match;
  return { caller, kind, dependency, operation };
}

/** Whether there can be a call that belongs to both: `*` is any caller, and without an operation all operations are meant. */
export function callGroupsOverlap(a: CallGroupParts, b: CallGroupParts): boolean {
  return (
    (a.caller === b.caller || a.caller === '*' || b.caller === '*') &&
    a.kind === b.kind &&
    a.dependency === b.dependency &&
    (a.operation === b.operation || a.operation === null || b.operation === null)
  );
}
