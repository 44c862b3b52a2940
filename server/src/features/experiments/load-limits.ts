import type { Limits } from '@hormesis/contract/limits.ts';
import type { BroughtLoad } from '@hormesis/contract/load.ts';

/** Why load may not be sent there, or null. Only an administrator names targets, in the limits. */
export function targetRefusal(
  { target, requestsPerSecond }: BroughtLoad,
  { loadTargets = [] }: Partial<Limits>,
): string | null {
  const allowed = loadTargets.find((each) => each.target === target);
  if (!allowed) {
    const names = loadTargets.map((each) => each.target).join(', ') || 'none';
    return `load may not be sent to ${target}: an administrator names the targets in the limits (loadTargets), now ${names}`;
  }
  if (requestsPerSecond <= allowed.maxRequestsPerSecond) return null;
  return `${requestsPerSecond} requests a second are above the ${allowed.maxRequestsPerSecond} that the limits allow for ${target}`;
}
