import { parseCallGroup } from './call-group.ts';
import { compileOperation, type Operation, specificity } from './operation.ts';
import { matchesRoute } from './route.ts';

/** The configured operations by `caller>http:dependency`, the most specific first. */
export type OperationNames = ReadonlyMap<string, readonly Operation[]>;

const MAX_LENGTH = 300;

/**
 * The operations that some call groups name. Of two that are equally specific the first one given names the call.
 * Only what was configured ever becomes a name: a path with an id in it would be a call group for every id.
 */
export function compileOperations(callGroups: Iterable<string>): OperationNames {
  const names = new Map<string, Operation[]>();
  for (const text of callGroups) {
    const group = parseCallGroup(text);
    const operation = group?.kind === 'http' && group.operation !== null ? compileOperation(group.operation) : null;
    if (!group || !operation) continue;
    const whole = `${group.caller}>http:${group.dependency}`;
    const known = names.get(whole) ?? [];
    if (!known.some((each) => each.text === operation.text)) names.set(whole, [...known, operation]);
  }
  for (const [whole, operations] of names) {
    names.set(
      whole,
      operations.toSorted((a, b) => (specificity(a) < specificity(b) ? -1 : specificity(a) > specificity(b) ? 1 : 0)),
    );
  }
  return names;
}

/**
 * The call group of one HTTP call: `api>http:ratings/GET /ratings/:id` when an operation of `api>http:ratings` was
 * configured that it matches, otherwise `api>http:ratings` as it is. `path` may carry a query.
 */
export function nameCall(names: OperationNames, callGroup: string, method: string, path: string): string {
  if (names.size === 0) return callGroup;
  const operations = [...(names.get(callGroup) ?? []), ...(names.get(anyCaller(callGroup)) ?? [])];
  if (operations.length === 0) return callGroup;
  const end = path.search(/[?#]/);
  const pathname = end === -1 ? path : path.slice(0, end);
  let best: Operation | null = null;
  for (const operation of operations) {
    if (!matchesRoute(operation.route, method, pathname)) continue;
    if (best === null || specificity(operation) < specificity(best)) best = operation;
  }
  const name = best && `${callGroup}/${best.text}`;
  return name !== null && name.length <= MAX_LENGTH ? name : callGroup;
}

function anyCaller(callGroup: string): string {
  return `*${callGroup.slice(callGroup.indexOf('>'))}`;
}
