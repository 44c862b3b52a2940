import type { PerArm } from './arm.ts';

/** Requests of a path that no fault is meant for, in the last ten seconds. */
export interface SparedRequests {
  readonly requests: number;
  readonly failed: number;
  /** Units behind the failed ones: a client that tries again and again is one. */
  readonly failingUnits: number;
}

/** A circuit breaker around a call group that turned calls away in a stage, whichever arm had opened it. */
export interface OpenBreaker {
  readonly stage: number;
  readonly callGroup: string;
  readonly opened: number;
  /** Calls that were turned away without being tried. */
  readonly rejected: PerArm;
}

/** What goes on around the arms of an experiment: who is hit that should not be, and where faults really went. */
export interface Surroundings {
  readonly control: SparedRequests;
  /** Traffic of the path that is in no experiment, since this one started. */
  readonly free: SparedRequests;
  /** Requests with an injection in the last ten seconds, in the service that has most of them. */
  readonly injectedRequests: number;
  /** Where faults were applied so far. */
  readonly injectedAt: readonly { readonly callGroup: string; readonly service: string }[];
  /** Where agents that have applied faults so far are; null: they do not say. */
  readonly injectedIn: readonly {
    readonly region: string | null;
    readonly zone: string | null;
    readonly service: string;
  }[];
  readonly openBreakers: readonly OpenBreaker[];
}
