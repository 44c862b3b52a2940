import type { Cell } from './walk.ts';

/** Why a combination does not pass. A reason that no cell needs any more fails the test, like a cell without one. */
export interface Reason {
  readonly covers: (cell: Cell) => boolean;
  readonly text: string;
}

export const REASONS: readonly Reason[] = [];
