import type { CallSum, PathSum } from '@hormesis/contract/agent-link.ts';
import type { Arm } from '@hormesis/contract/arm.ts';
import { OutOfRange } from '../../platform/database.ts';
import type { Reported } from './ingest.ts';

/** What is counted of calls, in the order in which it is written. */
export const CALL_COUNTS = [
  'calls',
  'failures',
  'injected',
  'injectedRequests',
  'skipped',
  'visible',
  'opened',
  'rejected',
  'timedOut',
  'fallbacks',
] as const;
export const ABSORBERS = ['fallback', 'retry', 'handler'] as const;

type Counts = Record<(typeof CALL_COUNTS)[number] | (typeof ABSORBERS)[number], number>;

/** Calls of one call group by all instances of a service that reported together. */
export interface GroupCalls extends Counts {
  readonly experiment: string | null;
  readonly arm: Arm | null;
  readonly stage: number;
  readonly service: string;
  readonly callGroup: string;
}

/**
 * Adds up what many reports say of calls before the database hears of it: a thousand instances of a service are one row.
 * @throws OutOfRange for a count that is no safe integer, so that the report is refused which says it.
 */
export function sumCalls(reports: readonly Reported[]): GroupCalls[] {
  const sums = new Map<string, Map<string, GroupCalls>>();
  for (const { reporter, report } of reports) {
    let belonging = '';
    let groups: Map<string, GroupCalls> | undefined;
    for (const sum of report.calls) {
      // Sums of one arm come together: most look-ups are by the name of the call group alone.
      const key = `${reporter.service} ${sum.experiment} ${sum.stage} ${sum.arm}`;
      if (!groups || key !== belonging) {
        belonging = key;
        groups = sums.get(key);
        if (!groups) {
          groups = new Map();
          sums.set(key, groups);
        }
      }
      let known = groups.get(sum.callGroup);
      if (!known) {
        known = nothingOf(sum, reporter.service);
        groups.set(sum.callGroup, known);
      }
      add(known, sum);
    }
  }
  return [...sums.values()].flatMap((groups) => [...groups.values()]);
}

function nothingOf({ experiment, arm, stage, callGroup }: CallSum, service: string): GroupCalls {
  const counts = { calls: 0, failures: 0, injected: 0, injectedRequests: 0, skipped: 0, visible: 0 };
  return {
    ...{ experiment, arm, stage: stage ?? 0, service, callGroup },
    ...{ ...counts, opened: 0, rejected: 0, timedOut: 0, fallbacks: 0, fallback: 0, retry: 0, handler: 0 },
  };
}

function add(known: GroupCalls, sum: CallSum): void {
  for (const count of CALL_COUNTS) known[count] = plus(known[count], sum[count]);
  // An agent that does not tell the requests tells the calls: each stands for a request.
  if (sum.injectedRequests === undefined) known.injectedRequests = plus(known.injectedRequests, sum.injected);
  const { absorbed } = sum;
  if (absorbed) for (const by of ABSORBERS) known[by] = plus(known[by], absorbed[by]);
}

function plus(known: number, more: number | undefined): number {
  if (more === undefined) return known;
  const sum = known + more;
  if (!Number.isSafeInteger(sum)) throw new OutOfRange(`a count must stay below 2^53, got ${sum}`);
  return sum;
}

/** Requests of one path, experiment, stage and arm, of all that reported together. */
export function sumRequests(reports: readonly Reported[]): PathSum[] {
  const sums = new Map<string, PathSum>();
  for (const { report } of reports) {
    for (const sum of report.paths) {
      const key = `${sum.path} ${sum.experiment} ${sum.stage} ${sum.arm}`;
      const known = sums.get(key);
      // An agent that does not tell the failing units tells the failed requests: each stands for a unit.
      const { requests, failed, failingUnits = failed } = sum;
      if (!known) sums.set(key, { ...sum, failingUnits });
      else {
        known.requests = plus(known.requests, requests);
        known.failed = plus(known.failed, failed);
        known.failingUnits = plus(known.failingUnits ?? 0, failingUnits);
      }
    }
  }
  return [...sums.values()];
}
