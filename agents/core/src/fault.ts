/** What happens to a call. Delays in milliseconds. */
export type Fault =
  | { readonly kind: 'latency'; readonly delayMs: number }
  | { readonly kind: 'error'; readonly status: number; readonly body?: string | undefined };
export type FaultKind = Fault['kind'];
