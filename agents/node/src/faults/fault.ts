import type { Fault, FaultKind } from '@hormesis/core/fault.ts';
import { error } from './error.ts';
import { latency } from './latency.ts';

/** How a call goes on once the fault has had its say. Every client library knows how to do both in its own protocol. */
export type Continuation =
  | { readonly go: 'on' }
  | { readonly go: 'answer'; readonly status: number; readonly body: string | undefined };

/** One kind of fault. Adding a kind is one file and one line in `faults`. */
export interface FaultApplier<F extends Fault> {
  /** The call keeps its connection while the fault acts, as with a dependency that is slow: a small pool runs dry. */
  readonly holdsConnection: boolean;
  /**
   * Begins to act and calls `done` exactly once, at once or later, unless it is cancelled before. When `released` aborts
   * (a halt, the end of the lease) a call that waits goes on to the real dependency immediately.
   */
  begin(fault: F, released: AbortSignal, done: (next: Continuation) => void): Cancel;
}

/** Stops the fault; harmless when it is over already. */
export type Cancel = () => void;

const faults = { latency, error } satisfies { [K in FaultKind]: FaultApplier<Extract<Fault, { kind: K }>> };

export function holdsConnection(fault: Fault): boolean {
  return faults[fault.kind].holdsConnection;
}

export function beginFault(fault: Fault, released: AbortSignal, done: (next: Continuation) => void): Cancel {
  switch (fault.kind) {
    case 'latency':
      return faults.latency.begin(fault, released, done);
    case 'error':
      return faults.error.begin(fault, released, done);
  }
}
