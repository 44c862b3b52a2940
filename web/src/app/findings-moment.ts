import type { Now } from '@hormesis/contract/status.ts';

/** Changes whenever something happened to a finding, or one stands in the way of a run again. */
export function findingsMoment(now: Now | undefined): string {
  return now ? `${now.findings.blocking} ${now.findings.lastEvent}` : '';
}
