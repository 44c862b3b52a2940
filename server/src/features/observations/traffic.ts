import type { PathSum } from '@hormesis/contract/agent-link.ts';
import type { Queryable } from '../../platform/database.ts';
import type { GroupCalls } from './batch-sums.ts';
import { addCallRates, addPathRates } from './traffic-queries.ts';

/** So many reports are few: their traffic is written with them. */
const FEW_REPORTS = 100;
/** With many, traffic is written this often, milliseconds. */
const WRITE_MS = 5_000;

export interface Rate {
  readonly count: number;
  readonly failed: number;
}

/**
 * Rates of paths and call groups, and which call groups there are: what the map and the pages show. With few reports they
 * are written in the transaction of the reports. With many that would write every call group again many times a second,
 * so they are gathered for up to five seconds, and a process that is killed loses that much of them. Nothing is decided
 * on rates; what decisions rest on (sequences, exposures, events, sums of arms) never waits here.
 */
export class Traffic {
  #paths = new Map<string, Rate>();
  #groups = new Map<string, Rate>();
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  /** Whether it is time, after `reports` that came together. */
  isDue(nowMs: number, reports: number): boolean {
    return reports <= FEW_REPORTS || nowMs - this.#writtenAtMs >= WRITE_MS;
  }

  /** Keeps what a committed transaction did not write. */
  keep(paths: readonly PathSum[], calls: readonly GroupCalls[]): void {
    for (const { path, requests, failed } of paths) addTo(this.#paths, path, requests, failed);
    for (const { callGroup, calls: count, failures } of calls) addTo(this.#groups, callGroup, count, failures);
  }

  /** Writes what was kept and this; call `written` when the transaction has committed. */
  async write(client: Queryable, paths: readonly PathSum[], calls: readonly GroupCalls[]): Promise<void> {
    const both = new Traffic();
    both.#paths = new Map(this.#paths);
    both.#groups = new Map(this.#groups);
    both.keep(paths, calls);
    await Promise.all([addPathRates(client, both.#paths), addCallRates(client, both.#groups)]);
  }

  written(nowMs: number): void {
    this.#paths = new Map();
    this.#groups = new Map();
    this.#writtenAtMs = nowMs;
  }

  get isEmpty(): boolean {
    return this.#paths.size === 0 && this.#groups.size === 0;
  }
}

function addTo(rates: Map<string, Rate>, name: string, count: number, failed: number): void {
  const known = rates.get(name);
  rates.set(name, { count: (known?.count ?? 0) + count, failed: (known?.failed ?? 0) + failed });
}
