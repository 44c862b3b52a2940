import { parseCallGroup } from './call-group.ts';
import { type FaultKind, needsResponseBody } from './fault.ts';
import { isHttpOperation } from './operation.ts';

/** Why a fault could never act on a call group, as a sentence; null when it can. Agents leave such faults out and count them. */
export function misfitOf(kind: FaultKind, callGroup: string): string | null {
  const group = parseCallGroup(callGroup);
  if (!group) return null;
  if (group.kind === 'custom' && needsResponseBody(kind)) {
    return `${kind} acts on the bytes of a response, and ${callGroup} is a custom injection point that has none; latency, error, abort and timeout act on it`;
  }
  if (group.kind === 'http' && group.operation !== null && !isHttpOperation(group.operation)) {
    return `the operation of ${callGroup} must be a method and a path such as "GET /ratings/:id", got ${JSON.stringify(group.operation)}`;
  }
  return null;
}
