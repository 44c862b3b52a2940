import type { Renewed } from '@hormesis/contract/agent-link.ts';
import { textFrame } from '../../platform/text-frame.ts';

/** What the reports of a service are answered with; of two answers only the numbers differ. */
interface AnswerOfService {
  readonly leaseMs: number;
  readonly experiments: readonly string[];
  frame(sequence: number, revision: number): Buffer;
}

/**
 * Answers to reports that are given in one go, written as JSON once for each service. Made anew for each go: a lease is
 * worked out after the reports it answers came, and what was halted meanwhile is not in it.
 */
export class Answers {
  readonly #answer: (service: string) => Omit<Renewed, 'sequence' | 'revision'>;
  readonly #byService = new Map<string, AnswerOfService>();

  constructor(answer: (service: string) => Omit<Renewed, 'sequence' | 'revision'>) {
    this.#answer = answer;
  }

  of(service: string): AnswerOfService {
    const known = this.#byService.get(service);
    if (known) return known;
    const made = answerOf(this.#answer(service));
    this.#byService.set(service, made);
    return made;
  }
}

function answerOf({ type, ...rest }: Omit<Renewed, 'sequence' | 'revision'>): AnswerOfService {
  const tail = JSON.stringify(rest).slice(1);
  return {
    leaseMs: Math.max(0, ...rest.experiments.map(({ leaseMs }) => leaseMs)),
    experiments: rest.experiments.map(({ id }) => id),
    frame: (sequence, revision) => textFrame(`{"type":"${type}","sequence":${sequence},"revision":${revision},${tail}`),
  };
}
