/** A delay in milliseconds: the same for each call, or drawn for each from a distribution. */
export type Delay =
  | number
  | { readonly minMs: number; readonly maxMs: number }
  | { readonly p50Ms: number; readonly p99Ms: number };

/** What happens to a call, as a scenario says it. */
export type Fault =
  | { readonly kind: 'latency'; readonly delayMs: Delay }
  | ErrorFault
  | { readonly kind: 'abort'; readonly afterMs?: number | undefined }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  | { readonly kind: 'corrupt'; readonly bytesPpm: number };
export type FaultKind = Fault['kind'];

export interface ErrorFault {
  readonly kind: 'error';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/** What happens to one call: the same with everything drawn that was left to chance. */
export type FaultPlan = Exclude<Fault, { kind: 'latency' }> | { readonly kind: 'latency'; readonly delayMs: number };

const BODY_FAULTS: ReadonlySet<FaultKind> = new Set(['throttle', 'corrupt'] as const);

/** True when the fault acts on the bytes of a response: a call of kind `custom` answers with a value and has none. */
export function needsResponseBody(kind: FaultKind): boolean {
  return BODY_FAULTS.has(kind);
}
