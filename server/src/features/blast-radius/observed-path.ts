/** Calls of one call group over the last hour. */
export interface ObservedCalls {
  readonly callGroup: string;
  /** Zero where nobody asked for it. */
  readonly perSecond: number;
}

/** Of the stage with the most requests: units that came, the requests they made, and the share of the path they were. */
export interface LastStage {
  readonly units: number;
  readonly requests: number;
  readonly poolShare: number;
}

/** What was seen of a path and of the fleet over the last hour, before an experiment. */
export interface ObservedPath {
  /** Since when, seconds, at most an hour. */
  readonly seconds: number;
  /** At the entries; the larger of the mean and the last minute's. */
  readonly requestsPerSecond: number;
  /** Requests outside any experiment, and how many of them failed. */
  readonly baseline: { readonly requests: number; readonly failed: number };
  /** What the last experiment of the path saw of its units; null: there was none. */
  readonly lastStage: LastStage | null;
  readonly calls: readonly ObservedCalls[];
  readonly agents: readonly {
    readonly service: string;
    readonly region: string | null;
    readonly zone: string | null;
  }[];
}
