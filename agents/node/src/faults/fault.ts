import type { FaultKind, FaultPlan } from '@hormesis/core/fault.ts';
import { abort } from './abort.ts';
import type { Continuation } from './continuation.ts';
import { corrupt } from './corrupt.ts';
import { error } from './error.ts';
import { latency } from './latency.ts';
import { throttle } from './throttle.ts';
import { timeout } from './timeout.ts';

/** One kind of fault. Adding a kind is one file and one line in `faults`. */
export interface FaultApplier<F extends FaultPlan> {
  /** The call keeps its connection while the fault acts, as with a dependency that is slow: a small pool runs dry. */
  holdsConnection(fault: F): boolean;
  /** When it counts as applied: at once, or with the first byte of the response's body that it touches. */
  readonly actsOn: 'call' | 'body';
  /**
   * Begins to act and calls `done` exactly once, at once or later, unless it is cancelled before. When `released` aborts
   * (a halt, the end of the lease) a call that waits goes on to the real dependency immediately.
   */
  begin(fault: F, released: AbortSignal, done: (next: Continuation) => void): Cancel;
}

/** Stops the fault; harmless when it is over already. */
export type Cancel = () => void;

const faults = { latency, error, abort, timeout, throttle, corrupt } satisfies {
  [K in FaultKind]: FaultApplier<Extract<FaultPlan, { kind: K }>>;
};

/** The registry pairs each kind with its own applier, which TypeScript cannot follow through an index. */
function applierOf(fault: FaultPlan): FaultApplier<FaultPlan> {
  return faults[fault.kind] as FaultApplier<FaultPlan>;
}

export function holdsConnection(fault: FaultPlan): boolean {
  return applierOf(fault).holdsConnection(fault);
}

export function actsOn(fault: FaultPlan): 'call' | 'body' {
  return applierOf(fault).actsOn;
}

export function beginFault(fault: FaultPlan, released: AbortSignal, done: (next: Continuation) => void): Cancel {
  return applierOf(fault).begin(fault, released, done);
}
