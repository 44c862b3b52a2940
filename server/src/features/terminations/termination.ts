import type { GateDecision } from '@hormesis/contract/terminations.ts';
import type { Failure, MemberAddress, TerminationOutcome, TerminationWay } from './platform-port.ts';

/** A kill as it was recorded, before anybody was asked to kill. */
export interface Termination {
  readonly id: string;
  readonly group: string;
  readonly app: string;
  readonly at: Date;
  readonly leashed: boolean;
  readonly actor: string;
  readonly plan: string | null;
  /** The experiment that it is a step of. */
  readonly experiment: string | null;
  readonly targets: readonly Target[];
  readonly how: How;
  readonly gates: readonly GateDecision[];
  readonly parts: readonly Part[];
}

export interface Target extends MemberAddress {
  readonly zone: string | null;
}

/** How the members of a termination die. */
export interface How {
  readonly way: TerminationWay;
  /** Each only when the group is whole again. */
  readonly oneAtATime: boolean;
}

/** A part of the group that loses members, and how many healthy ones it had: it is whole with so many as are desired, or as many as before. */
export interface Part extends Pick<MemberAddress, 'place' | 'group'> {
  readonly healthyBefore: number;
}

/** What became of one member, as it is kept: the platform's answer, or why there is none. */
export type Outcome =
  | Exclude<TerminationOutcome, { kind: 'failed' }>
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'not_tried'; readonly reason: string };

/** True for what may have killed: to know for sure that nobody died is what takes it off the minimum time. */
export function mayHaveDied({ kind }: Outcome): boolean {
  return kind === 'done' || kind === 'unknown';
}

/** No answer means that nobody knows: it may have been asked and done. */
export function outcomeOf(answer: TerminationOutcome): Outcome {
  if (answer.kind !== 'failed' || answer.failure.kind !== 'unreachable') return answer;
  return { kind: 'unknown', reason: `${answer.failure.code}: ${answer.failure.words}` };
}
