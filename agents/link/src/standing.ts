import type { ActiveExperiment } from '@hormesis/contract/agent-link.ts';
import type { Answer, ArmTokens } from '@hormesis/core/answer.ts';
import type { HaltOrder } from '@hormesis/core/halt-order.ts';
import { type Clock, elapsedMs, type Instant, instant, Leases, MAX_LEASE_MS } from '@hormesis/core/lease.ts';
import { compileOperations, type OperationNames } from '@hormesis/core/operation-names.ts';
import { type ExperimentRules, NO_RULES, type Ruleset, withoutExperiments } from '@hormesis/core/ruleset.ts';
import { parseToken } from '@hormesis/core/token.ts';
import { createVerifier, type Verification } from '@hormesis/core/verify.ts';
import { verifySignature } from './ed25519.ts';
import { Halted } from './halted.ts';

interface ServerTime {
  readonly serverTimeMs: number;
  readonly heardAt: Instant;
}

/** What the control plane permits at this moment: ruleset, leases, arm tokens, its time, and what it halted. */
export class Standing {
  readonly halted = new Halted();
  readonly #clock: Clock;
  readonly #leases: Leases;
  readonly #verifier = createVerifier({ verifySignature });
  readonly #known = new Set<string>();
  #ruleset: Ruleset = NO_RULES;
  #operations: OperationNames = new Map();
  #tokens = new Map<string, ArmTokens>();
  #serverTime: ServerTime | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#leases = new Leases(clock);
  }

  get ruleset(): Ruleset {
    return this.#ruleset;
  }

  /** The operations that any experiment names. */
  get operations(): OperationNames {
    return this.#operations;
  }

  get revision(): number {
    return this.#ruleset.revision;
  }

  /** True while the ruleset holds an experiment, living lease or not. */
  get concerned(): boolean {
    return this.#known.size > 0;
  }

  /** True while this service is an entry, or an experiment concerns it. */
  get engaged(): boolean {
    return this.#ruleset.entries.length > 0 || this.concerned;
  }

  get carrying(): boolean {
    return this.#leases.anyAlive();
  }

  /** Takes a ruleset unless it is older than the one known. What was halted here stays out of it. */
  install(ruleset: Ruleset): 'installed' | 'older' {
    if (ruleset.revision < this.revision) return 'older';
    this.#take(withoutExperiments(ruleset, (id) => this.halted.has(id)));
    // A pushed frame may have waited in a buffer: it never sets the time back.
    const known = this.serverTimeMs();
    if (known === null || ruleset.serverTimeMs > known) this.#hear(ruleset.serverTimeMs);
    return 'installed';
  }

  /** A ruleset could not be understood: no experiment is left, entries still remove contexts. */
  dropRules(): void {
    this.#take(withoutExperiments(this.#ruleset, () => true));
  }

  /** The agent stops: nothing is left, not even the entries. */
  forget(): void {
    this.#take(NO_RULES);
  }

  /** Takes the answer to the report sent at `sentAt`. Returns how many tokens were refused. */
  answer(answer: Answer, sentAt: Instant): number {
    const known = answer.experiments.filter(({ id }) => this.#known.has(id));
    this.#leases.answer(sentAt, known);
    // An answer that waited too long permits nothing, and its time is stale.
    if (elapsedMs(sentAt, instant(this.#clock)) < MAX_LEASE_MS) this.#hear(answer.serverTimeMs);
    const offered = known.flatMap(({ id, tokens }) => (tokens ? [{ id, tokens }] : []));
    const fitting = offered.filter(({ id, tokens }) => isArmToken(tokens, id));
    this.#tokens = new Map(fitting.map(({ id, tokens }) => [id, tokens]));
    return offered.length - fitting.length;
  }

  /**
   * Drops the rules of the experiments ordered and remembers them, and those `named` with them, which may not be known
   * here; `flying` are those with a call in flight.
   */
  halt(order: HaltOrder, named: readonly string[], flying: ReadonlySet<string>): ReadonlySet<string> {
    const ids = new Set(order === 'all' ? [...this.#known, ...flying, ...named] : order);
    for (const id of ids) {
      this.halted.add(id);
      this.#leases.end(id);
    }
    this.#take(withoutExperiments(this.#ruleset, (id) => ids.has(id)));
    return ids;
  }

  knows(experiment: string): boolean {
    return this.#known.has(experiment);
  }

  leaseAlive(experiment: string): boolean {
    return this.#leases.alive(experiment);
  }

  untilLeaseEndMs(): number | null {
    return this.#leases.untilFirstEndMs();
  }

  rules(experiment: string): ExperimentRules | undefined {
    return this.#ruleset.experiments.get(experiment);
  }

  armToken(experiment: string, arm: 'treatment' | 'control'): string | undefined {
    return this.#tokens.get(experiment)?.[arm];
  }

  /** The share of the ring in treatment, parts per million; null when it is not known here. */
  rhoPpm(experiment: string): number | null {
    return this.rules(experiment)?.rhoPpm ?? this.#entryExperiment(experiment)?.rhoPpm ?? null;
  }

  stage(experiment: string): number | null {
    return this.rules(experiment)?.stage ?? this.#entryExperiment(experiment)?.stage ?? null;
  }

  verify(token: string): Verification {
    return this.#verifier.verify(token, {
      publicKeys: this.#ruleset.publicKeys,
      knowsExperiment: (experiment) => this.knows(experiment),
      serverTimeMs: this.serverTimeMs(),
      monotonicMs: this.#clock.monotonicMs(),
    });
  }

  /** The control plane's time carried on locally; null before it was first heard. */
  serverTimeMs(): number | null {
    if (!this.#serverTime) return null;
    return this.#serverTime.serverTimeMs + elapsedMs(this.#serverTime.heardAt, instant(this.#clock));
  }

  /** Rules in force and calls in flight per experiment. Without a lease no rule is in force. */
  active(inFlight: (experiment: string) => number, flying: ReadonlySet<string>): ActiveExperiment[] {
    return [...new Set([...this.#known, ...flying])]
      .map((experiment) => ({ experiment, rules: this.#rulesInForce(experiment), inFlight: inFlight(experiment) }))
      .filter(({ rules, inFlight: calls }) => rules > 0 || calls > 0)
      .slice(0, 100);
  }

  #rulesInForce(experiment: string): number {
    if (!this.leaseAlive(experiment)) return 0;
    const rules = this.rules(experiment);
    const faults = rules ? rules.faults.size + rules.scoped.length : 0;
    return faults + (this.#entryExperiment(experiment) ? 1 : 0);
  }

  #entryExperiment(experiment: string) {
    for (const { experiments } of this.#ruleset.entries) {
      const found = experiments.find(({ id }) => id === experiment);
      if (found) return found;
    }
    return undefined;
  }

  #take(ruleset: Ruleset): void {
    this.#ruleset = ruleset;
    const experiments = [...ruleset.experiments.values()];
    this.#operations = compileOperations(
      experiments.flatMap(({ faults, scoped, allowlist }) => [
        ...faults.keys(),
        ...scoped.map(({ callGroup }) => callGroup),
        ...allowlist,
      ]),
    );
    this.#known.clear();
    for (const id of ruleset.experiments.keys()) this.#known.add(id);
    for (const { experiments } of ruleset.entries) for (const { id } of experiments) this.#known.add(id);
    this.#leases.keep((id) => this.#known.has(id));
    for (const id of [...this.#tokens.keys()]) if (!this.#known.has(id)) this.#tokens.delete(id);
  }

  #hear(serverTimeMs: number): void {
    this.#serverTime = { serverTimeMs, heardAt: instant(this.#clock) };
  }
}

/** A pair of tokens that names another experiment or mixes the arms would put users into the wrong arm. */
function isArmToken(tokens: ArmTokens, experiment: string): boolean {
  return (['treatment', 'control'] as const).every((arm) => {
    const token = parseToken(tokens[arm]);
    return token !== null && token.experiment === experiment && token.arm === arm;
  });
}
