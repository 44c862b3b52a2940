import type { Refusal } from '@hormesis/contract/errors.ts';
import type { Preview } from '@hormesis/contract/preview.ts';
import type { Run } from './api/run-design.ts';
import type { Design } from './design.ts';

/** What can be done with a design now: the way on, what stands in its way, and whether another person could lift that. */
export type RunOptions = {
  act: Exclude<Run['act'], 'save'>;
  /** It begins later: at a time, or again and again. */
  scheduled: boolean;
  /** Empty: it may be done. */
  refusals: readonly Refusal[];
  /** What will stand in the way of live traffic after the testers. */
  later: readonly Refusal[];
};

/** The next step for this design. `tested`: testers have had their turn. Null while nothing is known. */
export function runOptions(design: Design, preview: Preview | undefined, tested: boolean): RunOptions | null {
  if (!preview) return null;
  const { refusals, refusalsOnceApproved, testerRefusals } = preview;
  if (design.audience === 'testers' || (design.audience === 'testers-first' && !tested)) {
    const later = design.audience === 'testers' ? [] : refusals.filter((each) => !has(testerRefusals, each));
    return { act: 'testers', scheduled: false, refusals: testerRefusals, later };
  }
  // Another person's approval lifts limits on shares and on roles, and no other.
  if (refusals.length > 0 && refusalsOnceApproved.length === 0)
    return { act: 'draft', scheduled: false, refusals: [], later: refusals };
  const scheduled = design.audience === 'live' && design.when.kind !== 'now';
  return { act: 'live', scheduled, refusals, later: [] };
}

function has(refusals: readonly Refusal[], wanted: Refusal): boolean {
  return refusals.some(({ code, message }) => code === wanted.code && message === wanted.message);
}
