import type { Report } from '@hormesis/contract/agent-link.ts';
import type { Database } from '../../platform/database.ts';
import { addCalls, addExposures, addFirstEvents, addRequests, addTraffic, takeSequence } from './ingest-queries.ts';

/** Who sent a report. */
export interface Reporter {
  readonly instance: string;
  readonly service: string;
  /** Random name of the process the agent is connected to. */
  readonly boot: string;
}

/**
 * Adds a report to what was observed. Sums count once: a report whose sequence was taken before is dropped whole.
 * @returns false when it was dropped as a repeat.
 */
export function ingest(database: Database, reporter: Reporter, report: Report): Promise<boolean> {
  return database.transaction(async (client) => {
    if (!(await takeSequence(client, reporter, report))) return false;
    await addExposures(client, report.exposures);
    await addFirstEvents(client, report.events);
    await addRequests(client, report.paths);
    await addCalls(client, reporter, report.calls);
    await addTraffic(client, report.paths, report.calls);
    return true;
  });
}
