import type { HaltReason, VerdictName } from '@hormesis/contract/experiment.ts';

/** Who halts what, and why. */
export interface HaltRequest {
  readonly experiments: readonly string[] | 'all';
  readonly actor: string;
  readonly reason: HaltReason;
  /** One sentence for the timeline. */
  readonly detail: string;
  /** *Halt all* also sets the hold switch. */
  readonly setHold: boolean;
}

const HARM: ReadonlySet<HaltReason> = new Set([
  'harm',
  'surge',
  'budget',
  'spillover',
  'prediction',
  'query',
  'termination',
]);

/** Harm found is a failed hypothesis; whatever else stopped it leaves the question open. */
export function verdictOf(reason: HaltReason): VerdictName {
  return HARM.has(reason) ? 'failed' : 'inconclusive';
}
