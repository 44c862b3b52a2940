import type { Report } from '@hormesis/contract/agent-link.ts';
import type { Database } from '../../platform/database.ts';
import { sumCalls, sumRequests } from './batch-sums.ts';
import { CallGroupLimit } from './call-group-limit.ts';
import {
  addCalls,
  addExposures,
  addFirstEvents,
  addFreeRequests,
  addInjectedRequests,
  addInstanceCalls,
  addRequests,
  takeSequences,
} from './ingest-queries.ts';
import { type Fails, InstanceJudge } from './instance-calls.ts';
import { Traffic } from './traffic.ts';

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

export interface IngestPorts {
  readonly database: Database;
  monotonicMs(): number;
  /** Hears of services with more call groups than are kept. */
  overLimit(caller: string): void;
  readonly fails: Fails;
}

/** Adds reports to what was observed. */
export class Ingest {
  readonly #on: IngestPorts;
  readonly #limit = new CallGroupLimit();
  readonly #traffic = new Traffic();
  readonly #judge: InstanceJudge;

  constructor(on: IngestPorts) {
    this.#on = on;
    this.#judge = new InstanceJudge(on.fails);
  }

  /**
   * Adds reports, at most one of each instance, in one transaction. Sums count once: a report whose sequence was taken
   * before is dropped whole.
   * @returns for each report whether it counted; false is a repeat.
   */
  async add(reports: readonly Reported[]): Promise<boolean[]> {
    // What is remembered of the database is remembered when it is there: after the commit.
    const afterwards: (() => void)[] = [];
    const taken = await this.#on.database.transaction(async (client) => {
      const instances = await takeSequences(client, reports);
      const counting = reports.filter(({ reporter }) => instances.has(reporter.instance));
      const all = counting.map(({ report }) => report);
      const exposures = all.flatMap((report) => report.exposures);
      const events = all.flatMap((report) => report.events);
      const paths = sumRequests(counting);
      await addExposures(client, exposures);
      await addFirstEvents(client, events);
      await addRequests(client, paths);
      await addFreeRequests(client, paths);
      const judged = await addInstanceCalls(client, this.#judge.news(counting));
      afterwards.push(() => this.#judge.settled(judged));
      const { within, fresh, callersOver } = await this.#limit.within(client, sumCalls(counting));
      for (const caller of callersOver) this.#on.overLimit(caller);
      await addCalls(client, within);
      await addInjectedRequests(client, within);
      // A new call group is written at once: how many a service has is counted in the database.
      if (fresh.length > 0 || this.#traffic.isDue(this.#on.monotonicMs(), reports.length)) {
        await this.#traffic.write(client, paths, within);
        afterwards.push(() => this.#traffic.written(this.#on.monotonicMs()));
        afterwards.push(() => this.#limit.remember(fresh));
      } else afterwards.push(() => this.#traffic.keep(paths, within));
      return instances;
    });
    for (const remember of afterwards) remember();
    return reports.map(({ reporter }) => taken.has(reporter.instance));
  }

  /** Writes what was gathered to be written later. */
  async flush(): Promise<void> {
    if (this.#traffic.isEmpty) return;
    await this.#on.database.transaction((client) => this.#traffic.write(client, [], []));
    this.#traffic.written(this.#on.monotonicMs());
  }
}
