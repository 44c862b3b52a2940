const BRAND = Symbol.for('@hormesis/node/injected-fault');

/** An error made on purpose: thrown at a custom injection point, or the reset connection of an `abort`. */
export interface InjectedFault extends Error {
  readonly code: string;
  /** The status the dependency would have answered with; null when there is no answer at all. */
  readonly status?: number | null;
  readonly experiment: string;
  readonly callGroup: string;
}

/** Marks an error as made on purpose, invisible to whoever prints it. */
export function brandInjected<E extends Error>(error: E): E {
  return Object.defineProperty(error, BRAND, { value: true });
}

/** Thrown at a custom injection point instead of calling the dependency. Branded: nobody takes it for a real outage. */
export class InjectedFaultError extends Error implements InjectedFault {
  override readonly name = 'InjectedFaultError';
  readonly code = 'HORMESIS_INJECTED_FAULT';
  readonly status: number | null;
  readonly experiment: string;
  readonly callGroup: string;
  readonly body: string | undefined;

  constructor(fault: { status: number | null; body?: string | undefined; experiment: string; callGroup: string }) {
    const how = fault.status === null ? 'broke off' : `failed with status ${fault.status}`;
    super(`${fault.callGroup} ${how}, injected by experiment ${fault.experiment}`);
    this.status = fault.status;
    this.experiment = fault.experiment;
    this.callGroup = fault.callGroup;
    this.body = fault.body;
    brandInjected(this);
  }
}

/** True for an error that we made on purpose; works across copies of this package in one process. A `TypeError` of `fetch` has it as its `cause`. */
export function isInjectedFault(error: unknown): error is InjectedFault {
  return typeof error === 'object' && error !== null && BRAND in error;
}
