import type { Now } from '@hormesis/contract/status.ts';

/** Changes whenever an experiment ended: then findings may have changed. */
export function endedMoment(now: Now | undefined): string {
  return (now?.recent ?? []).map(({ id }) => id).join(' ');
}
