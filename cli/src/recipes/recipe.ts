import type { Fault } from '@hormesis/contract/fault.ts';
import type { Family, Scenario } from '@hormesis/contract/scenario.ts';

/** What a recipe is fitted to. */
export type Fits =
  /** The call group that is called most among those that may fail, or one whose dependency has such a name. */
  | { readonly to: 'call_group'; readonly named?: RegExp }
  /** Everything of the path that may fail. */
  | { readonly to: 'everything' }
  /** All calls of the path into one zone or region. */
  | { readonly to: 'zone' | 'region' };

/** What is known when the words are written. */
export interface Told {
  /** `api › http:ratings`, `everything degradable`, `the zone north-a`. */
  readonly what: string;
  readonly journey: string;
  /** How long the caller waits, milliseconds. */
  readonly timeoutMs: number;
  readonly delayMs: number;
}

/** One kind of trouble, with everything that does not depend on the path. */
export interface Recipe {
  readonly name: string;
  readonly family: Family;
  /** One line for a list. */
  readonly about: string;
  readonly fits: Fits;
  /** Milliseconds of a delay, from how long the caller waits; absent: there is none. */
  readonly delayMs?: (timeoutMs: number) => number;
  readonly fault: (delayMs: number) => Fault;
  readonly words: (told: Told) => Pick<Scenario, 'title' | 'hypothesis'> & {
    readonly prerequisites: string[];
    readonly expected: string[];
  };
}
