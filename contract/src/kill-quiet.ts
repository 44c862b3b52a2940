import type { KillEvidence } from './evidence.ts';

/** Agents hear of a stage, and its users are there, so long after it began, milliseconds. */
const STAGE_BEGINS_MS = 5_000;

/** How long a stage must have run before its kill, so that there is a time to compare with, milliseconds. */
export function quietMsOf({ compareMs }: Pick<KillEvidence, 'compareMs'>): number {
  return compareMs + STAGE_BEGINS_MS;
}
