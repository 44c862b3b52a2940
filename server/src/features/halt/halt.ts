import type { HaltReport } from '@hormesis/contract/halt.ts';
import { randomId } from '../../platform/chance.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, storable, within } from '../../platform/database.ts';
import type { Links } from '../../platform/links.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { notify } from '../../platform/notifications.ts';
import { type Confirmations, sendHalt } from './confirmations.ts';
import { agentsWithLease, recordConfirmations, recordHalt } from './halt-queries.ts';
import type { HaltRequest } from './halt-request.ts';

/** How long the answer to a halt waits for confirmations, and how long they are listened for after it, milliseconds. */
const ANSWER_MS = 2_000;
const LISTEN_MS = 10_000;
/** Until it is recorded, another replica may claim what was halted here: so this is tried often. */
const RETRY_MS = 250;

export interface HaltDependencies {
  readonly database: Database;
  readonly links: Links;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Random name of this process. */
  readonly boot: string;
}

/**
 * The stop. It needs the links and the database and nothing else: agents are told first, the database at the same time,
 * and while the database is away the halt stays in force here and is written as soon as it is back.
 */
export class Halt {
  readonly #on: HaltDependencies;
  readonly #halted = new Set<string>();
  readonly #retries = new Set<NodeJS.Timeout>();
  readonly #listeners = new Set<() => void>();
  readonly #following = new Set<Confirmations>();
  #stopped = false;

  constructor(on: HaltDependencies) {
    this.#on = on;
  }

  /** True once `experiment` was halted through this replica; it never comes back. */
  isHalted(experiment: string): boolean {
    return this.#halted.has(experiment);
  }

  /** Calls `listener` at every halt, before anything is recorded. */
  onHalt(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Tells every agent, records, and answers after at most two seconds with what was confirmed. `known`: ids to name while the database is away. */
  async halt(wanted: HaltRequest, known: readonly string[] = []): Promise<HaltReport> {
    // What a person writes as the reason must never be why a halt cannot be recorded.
    const request = { ...wanted, actor: storable(wanted.actor), detail: storable(wanted.detail) };
    const named = request.experiments === 'all' ? known : request.experiments;
    const confirmations = this.#tell(request.experiments, named);
    const recording = this.#record(request).then((ids) => this.#tellLate(ids));
    const looking = this.#expectOthers(request, confirmations);
    const [recorded] = await Promise.all([settle(recording, ANSWER_MS), confirmations.settled(ANSWER_MS), looking]);
    const report = reportOf(recorded ?? [...named], confirmations, recorded !== null);
    this.#on.metrics.halts.inc({ reason: request.reason });
    void looking.then(() => this.#conclude(recording, confirmations));
    return report;
  }

  /** Another replica halted: tell the agents connected here. `known`: what *all* means as far as is known here. */
  relay(experiments: readonly string[] | 'all', known: readonly string[] = []): void {
    const confirmations = this.#tell(experiments, experiments === 'all' ? known : experiments);
    void confirmations.settled(LISTEN_MS).then(() => this.#unfollow(confirmations));
  }

  stop(): void {
    this.#stopped = true;
    for (const confirmations of this.#following) confirmations.stop();
    for (const timer of this.#retries) clearTimeout(timer);
  }

  /** Puts a halt in force here and sends it to every link. */
  #tell(experiments: readonly string[] | 'all', named: readonly string[]): Confirmations {
    for (const id of named) this.#halted.add(id);
    for (const listener of this.#listeners) listener();
    const confirmations = sendHalt(this.#on.links, this.#on.clock, randomId(12), experiments);
    this.#following.add(confirmations);
    return confirmations;
  }

  /**
   * After a restart, or with several replicas, agents may hold a lease that this process did not give: they are waited
   * for too, as soon as the database names them. They are not stopped just because nobody here has a link to them.
   */
  async #expectOthers({ experiments }: HaltRequest, confirmations: Confirmations): Promise<void> {
    try {
      confirmations.expect(await within(ANSWER_MS, agentsWithLease(this.#on.database, experiments)));
    } catch (error) {
      this.#on.log.warn({ err: error }, 'a halt could not ask the database for agents without a link here');
    }
  }

  #unfollow(confirmations: Confirmations): void {
    confirmations.stop();
    this.#following.delete(confirmations);
  }

  /** What began so shortly before a *halt all* that it was not known here: agents may have heard of it after the halt. */
  #tellLate(ids: string[]): string[] {
    const late = ids.filter((id) => !this.#halted.has(id));
    if (late.length > 0) this.relay(late);
    return ids;
  }

  /** Resolves with the ids halted, once that is in the database; tries again for as long as this process lives. */
  async #record(request: HaltRequest): Promise<string[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#on.database.transaction(async (client) => {
          const written = await recordHalt(client, request);
          await notify(client, {
            kind: 'halt',
            experiments: request.experiments === 'all' ? 'all' : [...request.experiments],
            from: this.#on.boot,
          });
          return written;
        });
      } catch (error) {
        if (this.#stopped) throw error;
        const told = 'a halt is in force but could not be recorded; trying again';
        if (attempt === 1) this.#on.log.error({ err: error }, told);
        await this.#pause();
      }
    }
  }

  /** Writes the confirmations to the timeline when all have come, or when waiting for more is useless. */
  async #conclude(recording: Promise<string[]>, confirmations: Confirmations): Promise<void> {
    try {
      await confirmations.settled(LISTEN_MS);
      this.#unfollow(confirmations);
      const ids = await recording;
      if (ids.length === 0 || this.#stopped) return;
      await this.#on.database.transaction((client) =>
        recordConfirmations(client, ids, reportOf(ids, confirmations, true)),
      );
    } catch (error) {
      if (!this.#stopped) this.#on.log.error({ err: error }, 'the confirmations of a halt could not be recorded');
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#retries.delete(timer);
        resolve();
      }, RETRY_MS);
      this.#retries.add(timer);
    });
  }
}

function reportOf(halted: readonly string[], confirmations: Confirmations, recorded: boolean): HaltReport {
  return {
    halted: [...halted],
    agents: {
      connected: confirmations.connected(),
      confirmed: confirmations.confirmed(),
      unknown: confirmations.unknown(),
    },
    ms: confirmations.lastMs(),
    recorded,
  };
}

/** The result of `work`, or null when it takes longer than `timeoutMs` or fails. */
function settle<T>(work: Promise<T>, timeoutMs: number): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), timeoutMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      () => {
        clearTimeout(timer);
        resolve(null);
      },
    );
  });
}
