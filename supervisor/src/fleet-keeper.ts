import { type DemoProcess, type FleetAnswer, fleetQuestion } from '@hormesis/contract/demo-fleet.ts';
import type { Child, ChildSpec } from './child.ts';

/** A service of the demo as it was planned, and the process that is kept running for it. */
export interface KeptService {
  readonly spec: ChildSpec;
  readonly child: Pick<Child, 'standing' | 'kill'>;
}

/**
 * Answers the control plane's questions about the demo's processes, and kills one when it is asked to: only the very process
 * that it was shown, so a second question after a restart kills nobody.
 */
export class FleetKeeper {
  #kept: readonly KeptService[] = [];

  keep(services: readonly KeptService[]): void {
    this.#kept = services;
  }

  /** The answer to a message of the control plane, or null when it is no question to us. */
  answer(message: unknown): FleetAnswer | null {
    const asked = fleetQuestion.safeParse(message);
    if (!asked.success) return null;
    const question = asked.data;
    const killed =
      question.ask === 'list'
        ? null
        : (this.#kept.find(({ spec }) => spec.name === question.name)?.child.kill(question.pid) ?? false);
    return { type: 'fleet', id: question.id, processes: this.#kept.map(processOf), killed };
  }
}

// Where a process is, it is told by its environment.
function processOf({ spec: { name, env }, child }: KeptService): DemoProcess {
  const where = { region: env.DEMO_REGION ?? '-', zone: env.DEMO_ZONE ?? '-' };
  return { service: env.HORMESIS_SERVICE ?? name, name, ...where, ...child.standing() };
}
