import type { Report } from '@hormesis/contract/agent-link.ts';
import type { Database } from '../../platform/database.ts';
import { addCalls, addExposures, addFirstEvents, addRequests, addTraffic, takeSequences } from './ingest-queries.ts';

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
 * sequence was taken before is dropped whole.
 * @returns for each report whether it counted; false is a repeat.
 */
export function ingest(database: Database, reports: readonly Reported[]): Promise<boolean[]> {
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
    await addRequests(
      client,
      all.flatMap((report) => report.paths),
    );
    await addCalls(client, counting);
    await addTraffic(
      client,
      all.flatMap((report) => report.paths),
      all.flatMap((report) => report.calls),
    );
    return reports.map(({ reporter }) => taken.has(reporter.instance));
  });
}
