import type { CallColumns, PathSum } from '@hormesis/contract/agent-link.ts';
import type { Arm } from '@hormesis/contract/arm.ts';
import { OutOfRange } from '../../platform/database.ts';
import type { Reported } from './ingest.ts';

/** What is counted of calls beside their number. */
type RarerCount =
  | 'failures'
  | 'injected'
  | 'injectedRequests'
  | 'skipped'
  | 'visible'
  | 'opened'
  | 'rejected'
  | 'timedOut'
  | 'fallbacks';
const ABSORBERS = ['fallback', 'retry', 'handler'] as const;

type Counts = Record<'calls' | RarerCount | (typeof ABSORBERS)[number], number>;

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
  const services = new Map<string, ArmCalls[]>();
  for (const { reporter, report } of reports) {
    let arms = services.get(reporter.service);
    if (!arms) {
      arms = [];
      services.set(reporter.service, arms);
    }
    for (const told of report.calls) {
      const { groups } = armOf(arms, told);
      const { callGroups } = report;
      for (let at = 0; at < told.groups.length; at += 1) {
        const callGroup = callGroups[told.groups[at] ?? -1];
        if (callGroup === undefined) continue;
        let known = groups.get(callGroup);
        if (!known) {
          known = nothingOf(told, callGroup, reporter.service);
          groups.set(callGroup, known);
        }
        add(known, told, at);
      }
    }
  }
  return [...services.values()].flat().flatMap(({ groups }) => [...groups.values()]);
}

interface ArmCalls extends Pick<CallColumns, 'experiment' | 'arm' | 'stage'> {
  readonly groups: Map<string, GroupCalls>;
}

/** A service has few arms at a time, and putting their names together for each sum would take longer than adding it up. */
function armOf(arms: ArmCalls[], { experiment, arm, stage }: CallColumns): ArmCalls {
  for (const each of arms) {
    if (each.arm === arm && each.experiment === experiment && each.stage === stage) return each;
  }
  const fresh: ArmCalls = { experiment, arm, stage, groups: new Map() };
  arms.push(fresh);
  return fresh;
}

function nothingOf({ experiment, arm, stage }: CallColumns, callGroup: string, service: string): GroupCalls {
  // In one piece: put together from parts it takes as long as adding up twenty reports.
  return {
    experiment,
    arm,
    stage: stage ?? 0,
    service,
    callGroup,
    calls: 0,
    failures: 0,
    injected: 0,
    injectedRequests: 0,
    skipped: 0,
    visible: 0,
    opened: 0,
    rejected: 0,
    timedOut: 0,
    fallbacks: 0,
    fallback: 0,
    retry: 0,
    handler: 0,
  };
}

/** Adds what stands at one place of the columns. */
function add(known: GroupCalls, told: CallColumns, at: number): void {
  known.calls = plus(known.calls, told.calls[at]);
  // One by one: by name in a loop takes three times as long, and this is done for half a million sums a second.
  if (told.failures) known.failures = plus(known.failures, told.failures[at]);
  if (told.injected) known.injected = plus(known.injected, told.injected[at]);
  if (told.skipped) known.skipped = plus(known.skipped, told.skipped[at]);
  if (told.visible) known.visible = plus(known.visible, told.visible[at]);
  if (told.opened) known.opened = plus(known.opened, told.opened[at]);
  if (told.rejected) known.rejected = plus(known.rejected, told.rejected[at]);
  if (told.timedOut) known.timedOut = plus(known.timedOut, told.timedOut[at]);
  if (told.fallbacks) known.fallbacks = plus(known.fallbacks, told.fallbacks[at]);
  // An agent that does not tell the requests tells the calls: each stands for a request.
  const requests = told.injectedRequests ?? told.injected;
  if (requests) known.injectedRequests = plus(known.injectedRequests, requests[at]);
  const { absorbed } = told;
  if (absorbed) for (const by of ABSORBERS) known[by] = plus(known[by], absorbed[by]?.[at]);
}

function plus(known: number, more = 0): number {
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
