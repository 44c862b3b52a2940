import type { FaultPlan } from '@hormesis/core/fault.ts';
import type { Injection } from './agent.ts';

/** What happens to the sums while a fault is applied. */
export interface InjectionCounts {
  applied(): void;
  skipped(): void;
}

interface Flying {
  readonly experiment: string;
  readonly controller: AbortController;
}

/** Why a signal aborts. Named, because without a reason each one gets an exception with a stack of its own. */
const RELEASED = 'released';

/** The calls being failed at this moment. */
export class InFlight {
  readonly #flying = new Set<Flying>();
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  begin(experiment: string, callGroup: string, fault: FaultPlan, counts: InjectionCounts): Injection {
    const flying: Flying = { experiment, controller: new AbortController() };
    this.#flying.add(flying);
    let counted = false;
    const once = (count: () => void) => () => {
      if (counted) return;
      counted = true;
      count();
    };
    return {
      fault,
      experiment,
      callGroup,
      released: flying.controller.signal,
      applied: once(() => counts.applied()),
      skipped: once(() => counts.skipped()),
      end: () => {
        if (this.#flying.delete(flying)) this.#onEnd();
      },
    };
  }

  /** Wakes every call of the experiments chosen, before this returns. A call counts as in flight until it says `end`. */
  release(chosen: (experiment: string) => boolean): void {
    for (const { experiment, controller } of [...this.#flying]) {
      if (chosen(experiment)) controller.abort(RELEASED);
    }
  }

  count(experiment: string): number {
    let count = 0;
    for (const flying of this.#flying) if (flying.experiment === experiment) count += 1;
    return count;
  }

  experiments(): Set<string> {
    return new Set([...this.#flying].map(({ experiment }) => experiment));
  }
}
