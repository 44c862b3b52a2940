import type { Repeat } from '@hormesis/contract/experiment.ts';

/** How often a plan comes. */
export function repeatWords({ cron, zone }: Repeat): string {
  return `It comes again: ${cron} by the clock of ${zone}.`;
}
