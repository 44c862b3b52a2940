/** Calls of one call group over the last hour. */
export interface ObservedCalls {
  readonly callGroup: string;
  readonly perSecond: number;
}

/** What was seen of a path and of the fleet over the last hour, before an experiment. */
export interface ObservedPath {
  /** Since when, seconds, at most an hour. */
  readonly seconds: number;
  /** At the entries; the larger of the mean and the last minute's. */
  readonly requestsPerSecond: number;
  /** Requests outside any experiment, and how many of them failed. */
  readonly baseline: { readonly requests: number; readonly failed: number };
  readonly calls: readonly ObservedCalls[];
  readonly agents: readonly {
    readonly service: string;
    readonly region: string | null;
    readonly zone: string | null;
  }[];
}
