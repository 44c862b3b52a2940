import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Fault, FaultKind } from '@hormesis/contract/fault.ts';
import { callGroupParts } from '../../lib/call-group-parts.ts';

/** What can happen to a call, in the order in which people ask for it. */
export const faultKinds: readonly { kind: FaultKind; label: string; means: string }[] = [
  { kind: 'error', label: 'Error', means: 'It answers with an error at once; the dependency is never reached.' },
  { kind: 'latency', label: 'Slow', means: 'It waits, then goes on to the real dependency.' },
  { kind: 'timeout', label: 'No answer', means: 'Nothing comes until the caller gives up.' },
  { kind: 'abort', label: 'Broken connection', means: 'The connection is reset before the answer.' },
  { kind: 'throttle', label: 'Slow body', means: 'The answer begins, and its body arrives slowly.' },
  { kind: 'corrupt', label: 'Damaged body', means: 'Some bytes of the body are changed.' },
];

/** A custom injection point has no body. */
export function kindsFor(callGroups: readonly string[]): FaultKind[] {
  const custom = callGroups.some((callGroup) => callGroupParts(callGroup)?.kind === 'custom');
  return faultKinds.map(({ kind }) => kind).filter((kind) => !custom || (kind !== 'throttle' && kind !== 'corrupt'));
}

const MAX_DELAY_MS = 60_000;
/** While no path says when a request is slow. */
const SLOW_MS = 2_000;

/**
 * A fault of a kind with figures that can tell something on this path: a delay as long as the time after which a request
 * counts as slow, so that waiting for it shows.
 */
export function usualFault(kind: FaultKind, path: Pick<CriticalPath, 'objectiveMs'> | undefined): Fault {
  switch (kind) {
    case 'error':
      return { kind, status: 503 };
    case 'latency':
      return { kind, delayMs: Math.min(MAX_DELAY_MS, path?.objectiveMs ?? SLOW_MS) };
    case 'throttle':
      return { kind, bytesPerSecond: 10_000 };
    case 'corrupt':
      return { kind, bytesPpm: 10_000 };
    case 'abort':
    case 'timeout':
      return { kind };
  }
}
