import type { Report } from '@hormesis/contract/agent-link.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { sumCalls, sumRequests } from './batch-sums.ts';
import { CallGroupLimit } from './call-group-limit.ts';
import {
  addCalls,
  addDropped,
  addExposures,
  addFirstEvents,
  addFreeRequests,
  addInjectedRequests,
  addInstanceCalls,
  addRequests,
  addThinned,
  addToldEvents,
  takeSequences,
} from './ingest-queries.ts';
import { type Fails, InstanceJudge } from './instance-calls.ts';
import { knownExperiments } from './known-experiments.ts';
import { addPlaceRates, sumEdges } from './place-rates.ts';
import { type DropReason, experimentsOf, type Sifted, sift } from './sift.ts';
import { Traffic } from './traffic.ts';

/** Who sent a report. */
export interface Reporter {
  readonly instance: string;
  readonly service: string;
  /** Where it is; absent: it does not say. */
  readonly place?: { readonly region: string | null; readonly zone: string | null };
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
  /** Hears of what reports hold that cannot be counted. */
  dropped(reason: DropReason, count: number): void;
  /** Reports that are in the database now told of users that fail. */
  harmTold(): void;
  readonly fails: Fails;
}

const REFUSED = 'report_refused';
/** Instances with frames that could not be read, until the next reports are written. */
const MOST_REFUSED = 1_000;

/** Adds reports to what was observed. */
export class Ingest {
  readonly #on: IngestPorts;
  readonly #limit = new CallGroupLimit();
  readonly #traffic = new Traffic();
  readonly #judge: InstanceJudge;
  /** Frames that could not be read, by instance. */
  readonly #refused = new Map<string, number>();

  constructor(on: IngestPorts) {
    this.#on = on;
    this.#judge = new InstanceJudge(on.fails);
  }

  /**
   * Adds reports, at most one of each instance, in one transaction. Sums count once: a report whose sequence was taken
   * before is dropped whole; of the others what cannot be counted is, each with a reason.
   * @returns for each report whether it counted; false is a repeat.
   */
  async add(reports: readonly Reported[]): Promise<boolean[]> {
    // What is remembered of the database is remembered when it is there: after the commit.
    const afterwards: (() => void)[] = [];
    const taken = await this.#on.database.transaction(async (client) => {
      const instances = await takeSequences(client, reports);
      const sifted = await siftAll(
        client,
        reports.filter(({ reporter }) => instances.has(reporter.instance)),
      );
      const counting = sifted.map(({ reporter, report }) => ({ reporter, report }));
      const paths = sumRequests(counting);
      await addThinned(
        client,
        sifted.flatMap(({ report }) => report.thinned ?? []),
      );
      await addExposures(
        client,
        sifted.flatMap(({ report }) => report.exposures),
      );
      await addFirstEvents(
        client,
        sifted.flatMap(({ harm }) => harm),
      );
      await addToldEvents(
        client,
        sifted.flatMap(({ told }) => told),
      );
      await addRequests(client, paths);
      await addFreeRequests(client, paths);
      await addPlaceRates(client, sumEdges(counting));
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
      const refused = [...this.#refused].map(([instance, count]) => ({ instance, reason: REFUSED, count }));
      await addDropped(client, [...droppedIn(sifted), ...refused]);
      afterwards.push(() => this.#forgetRefused(refused));
      afterwards.push(() => {
        for (const { reason, count } of droppedIn(sifted)) this.#on.dropped(reason, count);
      });
      if (sifted.some(({ harm }) => harm.length > 0)) afterwards.push(() => this.#on.harmTold());
      return instances;
    });
    for (const remember of afterwards) remember();
    return reports.map(({ reporter }) => taken.has(reporter.instance));
  }

  /** Others may have been refused while these were written. */
  #forgetRefused(written: readonly { instance: string; count: number }[]): void {
    for (const { instance, count } of written) {
      const left = (this.#refused.get(instance) ?? 0) - count;
      if (left > 0) this.#refused.set(instance, left);
      else this.#refused.delete(instance);
    }
  }

  /** Counts a frame of this instance that could not be read. */
  refused(instance: string): void {
    if (instance === '' || (this.#refused.size >= MOST_REFUSED && !this.#refused.has(instance))) return;
    this.#refused.set(instance, (this.#refused.get(instance) ?? 0) + 1);
  }

  /** Writes what was gathered to be written later. */
  async flush(): Promise<void> {
    if (this.#traffic.isEmpty) return;
    await this.#on.database.transaction((client) => this.#traffic.write(client, [], []));
    this.#traffic.written(this.#on.monotonicMs());
  }
}

type SiftedOf = Sifted & Pick<Reported, 'reporter'>;

async function siftAll(client: Queryable, reports: readonly Reported[]): Promise<SiftedOf[]> {
  const ids = new Set(reports.flatMap(({ report }) => [...experimentsOf(report)]));
  const known = await knownExperiments(client, [...ids]);
  return reports.map(({ reporter, report }) => ({ reporter, ...sift(report, known) }));
}

function droppedIn(sifted: readonly SiftedOf[]): { instance: string; reason: DropReason; count: number }[] {
  return sifted.flatMap(({ reporter, dropped }) =>
    [...dropped].map(([reason, count]) => ({ instance: reporter.instance, reason, count })),
  );
}
