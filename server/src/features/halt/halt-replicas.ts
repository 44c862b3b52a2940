import type { Clock } from '../../platform/clock.ts';
import { type Database, within } from '../../platform/database.ts';
import type { Logger } from '../../platform/logging.ts';
import { notify } from '../../platform/notifications.ts';
import type { Replicas } from '../../platform/replicas.ts';
import type { Confirmations } from './confirmations.ts';
import { pruneAnswers, readAnswers, writeAnswer } from './halt-answer-queries.ts';
import { agentsWithLease } from './halt-queries.ts';

/** How long the database may take to name agents and replicas: not longer than the answer to a halt waits, milliseconds. */
const LOOK_MS = 2_000;
/** A replica tells of its agents this often while some are missing; the asking one looks as often, in case it was not told. */
const TELL_MS = 150;

interface Dependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly replicas: Pick<Replicas, 'others' | 'read'>;
  readonly boot: string;
}

/**
 * A halt between replicas. The order goes out as a notification, and each replica that hears it writes what its agents
 * confirmed into a row of its own. The rows are for the answer only: no agent waits for them.
 */
export class HaltReplicas {
  readonly #on: Dependencies;
  #stopped = false;

  constructor(on: Dependencies) {
    this.#on = on;
  }

  /**
   * Passes a halt on to the other replicas, and resolves when `confirmations` knows whom to wait for: them, and every
   * agent that may hold a lease, whichever process gave it. Then collects what they answer, for `forMs` milliseconds.
   */
  async ask(confirmations: Confirmations, forMs: number): Promise<void> {
    const { database, replicas, boot, log } = this.#on;
    const { halt, experiments, named } = confirmations.order;
    // As of the last second: the database may not be there to say more, and nobody may be passed over in silence.
    confirmations.expectReplicas(replicas.others.map((each) => each.boot));
    try {
      await within(LOOK_MS, notify(database, { kind: 'halt', halt, experiments, named, from: boot }));
      const [agents, alive] = await within(
        LOOK_MS,
        Promise.all([agentsWithLease(database, experiments), replicas.read()]),
      );
      confirmations.expect(agents);
      confirmations.expectReplicas(alive.map((each) => each.boot));
    } catch (error) {
      log.warn({ err: error }, 'a halt could not be passed on to other replicas');
    }
    void this.#collect(confirmations, forMs);
  }

  /** Tells the replica that was asked to halt what the agents here confirm, until all have or `forMs` milliseconds are over. */
  async answer(confirmations: Confirmations, forMs: number): Promise<void> {
    const { database, boot, log } = this.#on;
    let told = '';
    await this.#whileWaiting(confirmations, forMs, async () => {
      const answer = confirmations.told();
      const text = `${answer.clear.length}.${answer.waiting.length}`;
      if (text === told) return;
      try {
        await writeAnswer(database, confirmations.order.halt, boot, answer);
        told = text;
      } catch (error) {
        log.warn({ err: error }, 'what agents confirmed could not be passed on');
      }
    });
  }

  /** Reads what other replicas have written so far. */
  async readAnswers(confirmations: Confirmations): Promise<void> {
    try {
      for (const { boot, clear, waiting } of await readAnswers(this.#on.database, confirmations.order.halt)) {
        confirmations.expect([...clear.map((instance) => ({ instance, service: '' })), ...waiting]);
        confirmations.cleared(clear);
        confirmations.replicaAnswered(boot);
      }
    } catch (error) {
      this.#on.log.debug({ err: error }, 'the answers of other replicas could not be read');
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #collect(confirmations: Confirmations, forMs: number): Promise<void> {
    if (this.#on.replicas.others.length === 0) return;
    await this.#whileWaiting(confirmations, forMs, () => this.readAnswers(confirmations));
    await pruneAnswers(this.#on.database).catch(() => {});
  }

  /** Does `work` every now and then, and once more when all have confirmed. */
  async #whileWaiting(confirmations: Confirmations, forMs: number, work: () => Promise<void>): Promise<void> {
    const { clock } = this.#on;
    const untilMs = clock.monotonicMs() + forMs;
    for (let over = false; !over && !this.#stopped; ) {
      await confirmations.settled(TELL_MS);
      over = confirmations.isSettled || clock.monotonicMs() > untilMs;
      await work();
    }
  }
}
