const BRAND = Symbol.for('@hormesis/node/injected-fault');

/** Thrown at a custom injection point instead of calling the dependency. Branded: nobody takes it for a real outage. */
export class InjectedFaultError extends Error {
  override readonly name = 'InjectedFaultError';
  readonly code = 'HORMESIS_INJECTED_FAULT';
  /** The status the dependency would have answered with. */
  readonly status: number;
  readonly experiment: string;
  readonly callGroup: string;
  readonly body: string | undefined;

  constructor(fault: { status: number; body: string | undefined; experiment: string; callGroup: string }) {
    super(`${fault.callGroup} failed with status ${fault.status}, injected by experiment ${fault.experiment}`);
    this.status = fault.status;
    this.experiment = fault.experiment;
    this.callGroup = fault.callGroup;
    this.body = fault.body;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** True for an error that we threw on purpose; works across copies of this package in one process. */
export function isInjectedFault(error: unknown): error is InjectedFaultError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
