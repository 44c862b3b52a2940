import type { CallGroupParts } from '../../lib/call-group-parts.ts';
import { callGroupParts } from '../../lib/call-group-parts.ts';

/**
 * The observed call groups that lie behind some services, along the calls that were seen, nearest first. Agents do not
 * tell which journey a call belonged to, so this is what a journey that begins there can touch at most.
 */
export function reachedFrom(services: readonly string[], observed: readonly string[]): string[] {
  const byCaller = new Map<string, { callGroup: string; parts: CallGroupParts }[]>();
  for (const callGroup of observed) {
    const parts = callGroupParts(callGroup);
    if (parts) byCaller.set(parts.caller, [...(byCaller.get(parts.caller) ?? []), { callGroup, parts }]);
  }
  const reached: string[] = [];
  const seen = new Set(services);
  const next = [...seen];
  for (let caller = next.shift(); caller !== undefined; caller = next.shift()) {
    for (const { callGroup, parts } of byCaller.get(caller) ?? []) {
      reached.push(callGroup);
      if (!seen.has(parts.dependency)) {
        seen.add(parts.dependency);
        next.push(parts.dependency);
      }
    }
  }
  return reached;
}
