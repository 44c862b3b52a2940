/** A promise broken on purpose, in the text of one file: the fault tests must notice. */
export interface Mutation {
  readonly name: string;
  /** Below the root of the repository. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What is expected to be told. */
  readonly invariant: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'lease-from-receipt',
    file: 'agents/link/src/standing.ts',
    from: 'this.#leases.answer(sentAt, known);',
    to: 'this.#leases.answer(instant(this.#clock), known);',
    invariant: 'lease',
  },
  {
    name: 'allowlist-unchecked',
    file: 'agents/core/src/decide.ts',
    from: 'if (!patterns.some((pattern) => rules.allowlist.has(pattern))) {',
    to: 'if (patterns.length === 0) {',
    invariant: 'allowlist',
  },
  {
    name: 'two-control-loops',
    file: 'server/src/features/experiments/claim-queries.ts',
    from: 'controller_until < clock_timestamp())\n        order',
    to: 'controller_until < clock_timestamp() or true)\n        order',
    invariant: 'control',
  },
  {
    name: 'halted-id-forgotten',
    file: 'agents/link/src/halted.ts',
    from: 'this.#ids.add(experiment);',
    to: 'setTimeout(() => this.#ids.delete(experiment), 50);\n    this.#ids.add(experiment);',
    invariant: 'halt',
  },
  {
    name: 'confirmed-early',
    file: 'agents/link/src/standing.ts',
    from: 'inFlight: inFlight(experiment) }',
    to: 'inFlight: 0 }',
    invariant: 'confirmation',
  },
];

/** The variable that tells processes of the fleet and replicas which one to load. */
export const MUTATION = 'FAULTS_MUTATION';
