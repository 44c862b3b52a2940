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
    let remember = () => {};
    const taken = await this.#on.database.transaction(async (client) => {
      const [instances, known] = await Promise.all([
        takeSequences(client, reports),
        knownExperiments(client, experimentsIn(reports)),
      ]);
      const sifted = reports
        .filter(({ reporter }) => instances.has(reporter.instance))
        .map(({ reporter, report }) => ({ reporter, ...sift(report, known) }));
      const paths = sumRequests(sifted);
      const edges = sumEdges(sifted);
      const { within, fresh, callersOver } = await this.#limit.within(client, sumCalls(sifted));
      for (const caller of callersOver) this.#on.overLimit(caller);
      const refused = [...this.#refused].map(([instance, count]) => ({ instance, reason: REFUSED, count }));
      const judging = this.#judge.news(sifted);
      // A new call group is written at once: how many a service has is counted in the database.
      const writesTraffic = fresh.length > 0 || this.#traffic.isDue(this.#on.monotonicMs(), reports.length);
      // Asked all at once: the database takes them one after the other, in this order in every process, so none waits for another in turn.
      const [, , , , judged] = await Promise.all([
        this.#addUnits(client, sifted),
        addRequests(client, paths),
        addFreeRequests(client, paths),
        addPlaceRates(client, edges),
        addInstanceCalls(client, judging),
        addCalls(client, within),
        addInjectedRequests(client, within),
        writesTraffic ? this.#traffic.write(client, paths, within) : null,
        addDropped(client, [...droppedIn(sifted), ...refused]),
      ]);
      remember = () => {
        this.#judge.settled(judged);
        if (writesTraffic) this.#traffic.written(this.#on.monotonicMs());
        else this.#traffic.keep(paths, within);
        this.#limit.remember(fresh);
        this.#forgetRefused(refused);
        for (const { reason, count } of droppedIn(sifted)) this.#on.dropped(reason, count);
        if (sifted.some(({ harm }) => harm.length > 0)) this.#on.harmTold();
      };
      return instances;
    });
    remember();
    return reports.map(({ reporter }) => taken.has(reporter.instance));
  }

  /** What became of users. */
  async #addUnits(client: Queryable, sifted: readonly SiftedOf[]): Promise<void> {
    await Promise.all([
      addThinned(
        client,
        sifted.flatMap(({ report }) => report.thinned ?? []),
      ),
      addExposures(
        client,
        sifted.flatMap(({ report }) => report.exposures),
      ),
      addFirstEvents(
        client,
        sifted.flatMap(({ harm }) => harm),
      ),
      addToldEvents(
        client,
        sifted.flatMap(({ told }) => told),
      ),
    ]);
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

function experimentsIn(reports: readonly Reported[]): string[] {
  return [...new Set(reports.flatMap(({ report }) => [...experimentsOf(report)]))];
}

function droppedIn(sifted: readonly SiftedOf[]): { instance: string; reason: DropReason; count: number }[] {
  return sifted.flatMap(({ reporter, dropped }) =>
    [...dropped].map(([reason, count]) => ({ instance: reporter.instance, reason, count })),
  );
}
