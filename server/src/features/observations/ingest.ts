import type { Report } from '@hormesis/contract/agent-link.ts';
import type { Database } from '../../platform/database.ts';
import { withinLimit } from './call-group-limit.ts';
import {
  addCalls,
  addExposures,
  addFirstEvents,
  addFreeRequests,
  addInjectedRequests,
  addRequests,
  addTraffic,
  takeSequences,
} from './ingest-queries.ts';

/** Who sent a report. */
export interface Reporter {
  readonly instance: string;
  readonly service: string;
  /** Random name of the process the agent is connected to. */
  readonly boot: string;
}

export interface Reported {
  readonly reporter: Reporter;
  readonly report: Report;
}

/**
 * Adds reports, at most one of each instance, to what was observed, in one transaction. Sums count once: a report whose
 * sequence was taken before is dropped whole. `overLimit` hears of services with more call groups than are kept.
 * @returns for each report whether it counted; false is a repeat.
 */
export function ingest(
  database: Database,
  reports: readonly Reported[],
  overLimit: (caller: string) => void,
): Promise<boolean[]> {
  return database.transaction(async (client) => {
    const taken = await takeSequences(client, reports);
    const counting = reports.filter(({ reporter }) => taken.has(reporter.instance));
    const all = counting.map(({ report }) => report);
    await addExposures(
      client,
      all.flatMap((report) => report.exposures),
    );
    await addFirstEvents(
      client,
      all.flatMap((report) => report.events),
    );
    const paths = all.flatMap((report) => report.paths);
    await addRequests(client, paths);
    await addFreeRequests(client, paths);
    const told = counting.flatMap(({ reporter, report }) => report.calls.map((sum) => ({ reporter, ...sum })));
    const { within, callersOver } = await withinLimit(client, told);
    for (const caller of callersOver) overLimit(caller);
    await addCalls(client, within);
    await addInjectedRequests(client, within);
    await addTraffic(client, paths, within);
    return reports.map(({ reporter }) => taken.has(reporter.instance));
  });
}
