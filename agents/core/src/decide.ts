import type { Arm } from './arm.ts';
import { coveringPatterns } from './call-group.ts';
import type { Fault } from './fault.ts';
import { isWithin, NOWHERE, type Place } from './place.ts';
import type { ExperimentRules } from './ruleset.ts';

/** One outgoing call of a request in an arm. */
export interface Call {
  readonly arm: Arm;
  readonly callGroup: string;
  /** The rules of the arm's experiment; undefined when this agent knows none. */
  readonly rules: ExperimentRules | undefined;
  readonly leaseAlive: boolean;
  /** Where this agent is; absent: nobody said. */
  readonly caller?: Place;
  /** Where the call goes; null or absent: that is not known. */
  readonly callee?: Place | null;
}

export type Decision =
  | { readonly fault: Fault }
  | {
      readonly fault: null;
      readonly reason:
        | 'experiment_unknown'
        | 'lease_ended'
        | 'arm_without_faults'
        | 'no_fault'
        /** It is failed in some places, and nobody knows whether it goes into one. */
        | 'place_unknown'
        | 'call_group_not_allowed';
    };

/**
 * Whether a call is failed: one decision, no dice. The allowlist is asked here, at the call, whatever the faults say,
 * and the control arm is left alone whatever the rules say.
 */
export function decide({ arm, callGroup, rules, leaseAlive, caller = NOWHERE, callee = null }: Call): Decision {
  if (!rules) return { fault: null, reason: 'experiment_unknown' };
  if (!leaseAlive) return { fault: null, reason: 'lease_ended' };
  if (arm === 'control' || !rules.arms.has(arm)) return { fault: null, reason: 'arm_without_faults' };
  const patterns = coveringPatterns(callGroup);
  const meant = rules.scoped.filter(
    ({ callGroup: pattern, where }) => patterns.includes(pattern) && (!where.caller || isWithin(caller, where.caller)),
  );
  const here = meant.find(({ where }) => !where.callee || (callee !== null && isWithin(callee, where.callee)));
  const rule = patterns.find((pattern) => rules.faults.has(pattern));
  const fault = here?.fault ?? (rule === undefined ? undefined : rules.faults.get(rule));
  if (!fault) return { fault: null, reason: meant.length > 0 && callee === null ? 'place_unknown' : 'no_fault' };
  if (!patterns.some((pattern) => rules.allowlist.has(pattern))) {
    return { fault: null, reason: 'call_group_not_allowed' };
  }
  return { fault };
}
