import type { HaltReason } from './experiment.ts';

/** What each verdict means. */
export const verdictSentences = {
  passed: 'Passed: the hypothesis held up to the last stage.',
  failed: 'Failed: harm was found.',
  inconclusive: 'Inconclusive: no verdict either way.',
} as const;

/** What stopped it, as the continuation of "Halted …". */
const haltWords: Readonly<Record<HaltReason, string>> = {
  harm: 'itself: treatment users were worse off than control users',
  surge: 'itself: too many treatment users failed at once',
  budget: 'itself: the budget of failed users was used up',
  spillover: 'itself: users outside treatment began to fail',
  prediction: 'itself: more was touched than predicted',
  query: 'itself: a query went beyond its limit',
  termination: 'itself: users were hurt while a kill was watched',
  blind: 'itself: no telemetry arrived, so harm could not have been seen',
  person: 'by hand',
  halt_all: 'with everything else',
  control_lost: 'because the control plane was away',
  agent_reported: 'because an agent had heard of its halt',
  shutdown: 'because the control plane was shut down',
};

export function haltSentence(reason: HaltReason): string {
  return `Halted ${haltWords[reason]}`;
}

/**
 * The reason a person gave. Without one the control plane writes who did what as a sentence of its own, which would be said
 * twice beside a line that names the person.
 */
export function givenReason(by: string, reason: string): string {
  const ownSentence = ['paused this experiment', 'halted this experiment', 'halted everything'];
  if (ownSentence.some((what) => reason === `${by} ${what}.`)) return '';
  return reason.replace(/\.$/, '');
}

/** Whether a person pressed the button: then the name belongs into the sentence. */
export function byPerson(reason: HaltReason): boolean {
  return reason === 'person' || reason === 'halt_all';
}
