import type { Renewed, Ruleset } from '@hormesis/contract/agent-link.ts';
import { matchesCallGroup } from '@hormesis/core/call-group.ts';
import { textFrame } from '../../platform/text-frame.ts';
import type { Live } from './live.ts';
import { rulesOf, type ServiceRules } from './ruleset.ts';
import type { Signer } from './signing.ts';

interface KnownRules {
  readonly rules: ServiceRules;
  /** Changes when the rules do. */
  readonly text: string;
  readonly revision: number;
  /** The frame that is sent, as of now. */
  frame(): Buffer;
}

/** What agents are told: their rules, and the answer to each report. */
export class Rules {
  readonly #live: Live;
  readonly #signer: Signer;
  readonly #isHalted: (id: string) => boolean;
  /** Where the services are that a service calls. */
  readonly #placesFor: (service: string) => NonNullable<Ruleset['places']>;
  readonly #byService = new Map<string, KnownRules>();
  #revision = -1;

  constructor(
    live: Live,
    signer: Signer,
    isHalted: (id: string) => boolean,
    placesFor: (service: string) => NonNullable<Ruleset['places']> = () => [],
  ) {
    this.#live = live;
    this.#signer = signer;
    this.#isHalted = isHalted;
    this.#placesFor = placesFor;
  }

  /** The rules of a service as of now. */
  of(service: string): KnownRules {
    if (this.#revision !== this.#live.rows.revision) {
      this.#byService.clear();
      this.#revision = this.#live.rows.revision;
    }
    const known = this.#byService.get(service);
    if (known) return known;
    const { revision } = this.#live.rows;
    const places = this.#placesFor(service);
    const rules = {
      ...rulesOf(service, this.#live.rows, [this.#signer.key], this.#isHalted),
      ...(places.length > 0 && { places }),
    };
    const text = JSON.stringify(rules);
    const built = { rules, text, revision, frame: () => this.#frame(revision, text) };
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

  /** The frame that carries rules. Only the time differs from agent to agent, so the rules are written as JSON once. */
  #frame(revision: number, rules: string): Buffer {
    const head: Omit<Ruleset, keyof ServiceRules> = {
      type: 'ruleset',
      revision,
      serverTimeMs: this.#live.databaseMs(),
    };
    return textFrame(`${JSON.stringify(head).slice(0, -1)},${rules.slice(1)}`);
  }

  /**
   * The answer to reports of a service's agents as of now: leases, and arm tokens for entries. It holds for reports that came
   * before: each lease counts from the sending of its report, so it never outlives the claim that it was worked out from.
   */
  answer(service: string): Omit<Renewed, 'sequence' | 'revision'> {
    const { rules } = this.of(service);
    const nowMs = this.#live.databaseMs();
    const atEntry = new Set(rules.entries.flatMap((entry) => entry.experiments.map((experiment) => experiment.id)));
    return {
      type: 'renewed',
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
