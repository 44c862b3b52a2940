import type { FindingEvidence, FindingState } from '@hormesis/contract/finding.ts';

/** A failed hypothesis: that a scenario's fault on one call group is absorbed. */
export interface Finding {
  readonly id: string;
  readonly scenario: string;
  readonly path: string;
  readonly callGroup: string;
  readonly title: string;
  readonly hypothesis: string;
  readonly owner: string;
  readonly state: FindingState;
  readonly foundAt: string;
  readonly lastFoundAt: string;
  readonly timesFound: number;
  readonly evidence: FindingEvidence;
}

/** True while it keeps its scenario from live traffic: open, or accepted until a day that is over. `now` is the database's time, milliseconds. */
export function isBlocking(state: FindingState, nowMs: number): boolean {
  switch (state.name) {
    case 'open':
      return true;
    case 'accepted':
      return Date.parse(state.until) <= nowMs;
    case 'fixed':
    case 'verified':
      return false;
  }
}
