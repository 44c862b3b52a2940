import type { TimelineKind } from '@hormesis/contract/experiment.ts';
import type { Written } from '../fleet/journal.ts';
import type { Deed } from '../people.ts';

/** An experiment as its row says it at the end. Pools only grow and ρ never falls, so the last ones hold all that was ever allowed. */
export interface Ended {
  readonly id: string;
  readonly state: string;
  readonly armSalt: string;
  readonly ringSalt: string;
  readonly rhoPpm: number;
  readonly pool: readonly (readonly [number, number])[];
  /** Share of each stage, parts per million. */
  readonly shares: readonly number[];
}

/** One line of a timeline. */
export interface Line {
  readonly experiment: string;
  readonly id: number;
  /** On the clock that all processes share, milliseconds. */
  readonly atMs: number;
  readonly kind: TimelineKind;
  readonly actor: string;
  readonly text: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** All that is judged: what the services wrote down, what people were told, and what the database says at the end. */
export interface Material {
  readonly journals: readonly (readonly Written[])[];
  readonly deeds: readonly Deed[];
  readonly experiments: readonly Ended[];
  readonly lines: readonly Line[];
  readonly delistedMs: number | null;
}

/** A promise that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly text: string;
}
