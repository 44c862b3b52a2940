import type { Renewed, Ruleset } from '@hormesis/contract/agent-link.ts';
import { matchesCallGroup } from '@hormesis/core/call-group.ts';
import type { Live } from './live.ts';
import { rulesOf, type ServiceRules } from './ruleset.ts';
import type { Signer } from './signing.ts';

/** What agents are told: their rules, and the answer to each report. */
export class Rules {
  readonly #live: Live;
  readonly #signer: Signer;
  readonly #isHalted: (id: string) => boolean;
  readonly #byService = new Map<string, { readonly rules: ServiceRules; readonly text: string }>();
  #revision = -1;

  constructor(live: Live, signer: Signer, isHalted: (id: string) => boolean) {
    this.#live = live;
    this.#signer = signer;
    this.#isHalted = isHalted;
  }

  /** The rules of a service as of now, and one text that changes when they do. */
  of(service: string): { rules: ServiceRules; text: string } {
    if (this.#revision !== this.#live.rows.revision) {
      this.#byService.clear();
      this.#revision = this.#live.rows.revision;
    }
    const known = this.#byService.get(service);
    if (known) return known;
    const rules = rulesOf(service, this.#live.rows, [this.#signer.key], this.#isHalted);
    const built = { rules, text: JSON.stringify(rules) };
    this.#byService.set(service, built);
    return built;
  }

  /** Whether a running experiment fails calls of this call group; null when it is not known to run. */
  fails(experiment: string, callGroup: string): boolean | null {
    const live = this.#live.rows.experiments.find(({ id }) => id === experiment);
    return live ? live.faults.some((each) => matchesCallGroup(each.callGroup, callGroup)) : null;
  }

  /** Builds everything anew at the next question: something was halted that the database does not say yet. */
  forget(): void {
    this.#byService.clear();
  }

  /** The frame that carries `rules`. */
  frame(rules: ServiceRules): Ruleset {
    return { type: 'ruleset', revision: this.#live.rows.revision, serverTimeMs: this.#live.databaseMs(), ...rules };
  }

  /** The answer to report `sequence` of an agent that holds `revision`: leases, and arm tokens for entries. */
  answer(service: string, sequence: number, revision: number): Renewed {
    const { rules } = this.of(service);
    const nowMs = this.#live.databaseMs();
    const atEntry = new Set(rules.entries.flatMap((entry) => entry.experiments.map((experiment) => experiment.id)));
    return {
      type: 'renewed',
      sequence,
      revision,
      serverTimeMs: nowMs,
      experiments: rules.experiments.flatMap(({ id }) => {
        const live = this.#live.rows.experiments.find((experiment) => experiment.id === id);
        if (!live || this.#isHalted(id)) return [];
        const tokens = {
          treatment: this.#signer.armToken(id, 'treatment', nowMs),
          control: this.#signer.armToken(id, 'control', nowMs),
        };
        return [{ id, leaseMs: this.#live.leaseMs(live), ...(atEntry.has(id) ? { tokens } : {}) }];
      }),
    };
  }
}
