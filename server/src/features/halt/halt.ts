import type { HaltReport } from '@hormesis/contract/halt.ts';
import { randomId } from '../../platform/chance.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, storable } from '../../platform/database.ts';
import type { Links } from '../../platform/links.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Replicas } from '../../platform/replicas.ts';
import { Confirmations, type HaltOrder } from './confirmations.ts';
import { HaltProgressTeller } from './halt-progress.ts';
import { recordConfirmations, recordHalt } from './halt-queries.ts';
import { HaltReplicas } from './halt-replicas.ts';
import type { HaltRequest } from './halt-request.ts';

/** How long the answer to a halt waits for confirmations, and how long they are listened for after it, milliseconds. */
const ANSWER_MS = 2_000;
const LISTEN_MS = 10_000;
/** Until it is recorded, another replica may claim what was halted here: so this is tried often. */
const RETRY_MS = 250;
/** What is halted here and runs by the database for so long has lost whoever was to record it, milliseconds. */
const LOST_AFTER_MS = 3_000;

export interface HaltDependencies {
  readonly database: Database;
  readonly links: Links;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The other processes on this database. */
  readonly replicas: Pick<Replicas, 'others' | 'read'>;
  /** Random name of this process. */
  readonly boot: string;
}

/**
 * The stop. It needs the links and the database and nothing else: agents are told first, the database at the same time,
 * and while the database is away the halt stays in force here and is written as soon as it is back.
 */
export class Halt {
  readonly #on: HaltDependencies;
  readonly #replicas: HaltReplicas;
  /** How far each halt that was asked for here has come. */
  readonly progress = new HaltProgressTeller();
  readonly #halted = new Set<string>();
  readonly #retries = new Set<NodeJS.Timeout>();
  readonly #listeners = new Set<(heardOut: Promise<void>) => void>();
  readonly #following = new Set<Confirmations>();
  /** Halted here, and running by the database: since when that was seen, monotonic milliseconds. */
  readonly #unrecordedSinceMs = new Map<string, number>();
  #stopped = false;

  constructor(on: HaltDependencies) {
    this.#on = on;
    this.#replicas = new HaltReplicas(on);
    on.links.onAdded((link) => {
      for (const confirmations of this.#following) confirmations.tell(link);
    });
  }

  /** True once `experiment` was halted through this replica; it never comes back. */
  isHalted(experiment: string): boolean {
    return this.#halted.has(experiment);
  }

  /**
   * Calls `listener` at every halt, once it is on its way to the agents and before anything is recorded or any other frame can
   * be sent. Until `heardOut` resolves, what can wait should: agents are confirming.
   */
  onHalt(listener: (heardOut: Promise<void>) => void): void {
    this.#listeners.add(listener);
  }

  /** Tells every agent, records, and answers after at most two seconds with what was confirmed. `known`: ids to name while the database is away. */
  async halt(wanted: HaltRequest, known: readonly string[] = []): Promise<HaltReport> {
    // What a person writes as the reason must never be why a halt cannot be recorded.
    const request = { ...wanted, actor: storable(wanted.actor), detail: storable(wanted.detail) };
    const named = request.experiments === 'all' ? known : request.experiments;
    const untilMs = this.#on.clock.monotonicMs() + ANSWER_MS;
    const leftMs = () => Math.max(0, untilMs - this.#on.clock.monotonicMs());
    const waves = [this.#haltEverywhere({ halt: randomId(12), experiments: request.experiments, named })];
    const recording = this.#record(request).then((ids) => {
      waves.push(...this.#haltLate(ids));
      return ids;
    });
    const lastWord = this.progress.follow(waves);
    const recorded = await settle(recording, leftMs());
    await Promise.all(waves.map(({ looking }) => settle(looking, leftMs())));
    await Promise.all(waves.map(({ confirmations }) => confirmations.settled(leftMs())));
    lastWord();
    const report = reportOf(recorded ?? [...named], waves, recorded !== null);
    this.#measure(request, report);
    void this.#conclude(recording, waves);
    return report;
  }

  #measure({ reason }: HaltRequest, { ms, agents }: HaltReport): void {
    const { halts, haltConfirmSeconds, haltUnknownAgents } = this.#on.metrics;
    halts.inc({ reason });
    haltUnknownAgents.inc(agents.unknown.length);
    if (agents.unknown.length === 0) haltConfirmSeconds.observe(ms / 1_000);
  }

  /** Another replica halted: tell the agents connected here, and that replica what they confirm. `known`: what *all* means as far as is known here. */
  relay(order: HaltOrder, known: readonly string[] = []): void {
    const named = order.experiments === 'all' ? [...new Set([...order.named, ...known])] : order.named;
    const confirmations = this.#tell({ ...order, named });
    void this.#replicas.answer(confirmations, LISTEN_MS).finally(() => this.#unfollow(confirmations));
  }

  /**
   * A replica may die between telling the others of a halt and recording it. What they know to be halted nobody watches
   * over, so each of them records it then. `running`: ids that run by the database as it was read just now.
   */
  recordLost(running: readonly string[]): void {
    const nowMs = this.#on.clock.monotonicMs();
    const unrecorded = running.filter((id) => this.#halted.has(id));
    for (const id of this.#unrecordedSinceMs.keys()) if (!unrecorded.includes(id)) this.#unrecordedSinceMs.delete(id);
    for (const id of unrecorded) {
      const sinceMs = this.#unrecordedSinceMs.get(id) ?? nowMs;
      this.#unrecordedSinceMs.set(id, sinceMs);
      if (nowMs - sinceMs < LOST_AFTER_MS) continue;
      // Tried until it is recorded: once is enough.
      this.#unrecordedSinceMs.set(id, Number.POSITIVE_INFINITY);
      const detail =
        'This experiment was halted through a control plane process that was gone before it recorded that.';
      void this.halt({ experiments: [id], actor: 'hormesis', reason: 'control_lost', detail, setHold: false });
    }
  }

  /** Another replica wrote what its agents confirmed. */
  answered(halt: string): void {
    for (const confirmations of this.#following)
      if (confirmations.order.halt === halt) void this.#replicas.readAnswers(confirmations);
  }

  stop(): void {
    this.#stopped = true;
    this.progress.stop();
    this.#replicas.stop();
    for (const confirmations of this.#following) confirmations.stop();
    for (const timer of this.#retries) clearTimeout(timer);
  }

  /** Puts a halt in force here, sends it to every link and to every other replica. None of it waits for the others. */
  #haltEverywhere(order: HaltOrder): Wave {
    const confirmations = this.#tell(order);
    return { confirmations, looking: this.#replicas.ask(confirmations, LISTEN_MS) };
  }

  /** Puts a halt in force here and sends it to every link, also to those that come later. */
  #tell(order: HaltOrder): Confirmations {
    for (const id of order.experiments === 'all' ? order.named : order.experiments) this.#halted.add(id);
    const confirmations = new Confirmations(this.#on.links, this.#on.clock, order);
    this.#following.add(confirmations);
    const heardOut = confirmations.heardOut();
    for (const listener of this.#listeners) listener(heardOut);
    return confirmations;
  }

  #unfollow(confirmations: Confirmations): void {
    confirmations.stop();
    this.#following.delete(confirmations);
  }

  /** What began so shortly before a *halt all* that it was not known here: agents may have heard of it after the halt. */
  #haltLate(ids: readonly string[]): Wave[] {
    const late = ids.filter((id) => !this.#halted.has(id));
    return late.length > 0 ? [this.#haltEverywhere({ halt: randomId(12), experiments: late, named: [] })] : [];
  }

  /** Resolves with the ids halted, once that is in the database; tries again for as long as this process lives. */
  async #record(request: HaltRequest): Promise<string[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#on.database.transaction((client) => recordHalt(client, request));
      } catch (error) {
        if (this.#stopped) throw error;
        const told = 'a halt is in force but could not be recorded; trying again';
        if (attempt === 1) this.#on.log.error({ err: error }, told);
        await this.#pause();
      }
    }
  }

  /**
   * Writes the confirmations to the timeline when all have come, or when waiting for more is useless. Ten seconds after a
   * halt was recorded no lease of it is left anywhere: no replica gives one beyond the claim it read before, five seconds.
   */
  async #conclude(recording: Promise<string[]>, waves: readonly Wave[]): Promise<void> {
    try {
      const ids = await recording;
      if (ids.length > 0) await Promise.all(waves.map(({ confirmations }) => confirmations.settled(LISTEN_MS)));
      for (const { confirmations } of waves) this.#unfollow(confirmations);
      if (ids.length === 0 || this.#stopped) return;
      const report = afterLeases(reportOf(ids, waves, true));
      await this.#on.database.transaction((client) => recordConfirmations(client, ids, report));
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

/** A halt that was sent everywhere, and the look for whom else to wait for. */
interface Wave {
  readonly confirmations: Confirmations;
  readonly looking: Promise<void>;
}

function reportOf(halted: readonly string[], waves: readonly Wave[], recorded: boolean): HaltReport {
  const all = waves.map(({ confirmations }) => confirmations);
  return {
    halted: [...halted],
    agents: {
      connected: Math.max(...all.map((each) => each.connected())),
      confirmed: Math.min(...all.map((each) => each.confirmed())),
      unknown: [...new Set(all.flatMap((each) => each.unknown()))].sort(),
    },
    ms: Math.max(...all.map((each) => each.lastMs())),
    recorded,
  };
}

/** Whoever never answered may hold no lease any more. */
function afterLeases(report: HaltReport): HaltReport {
  const { unknown } = report.agents;
  return {
    ...report,
    agents: { ...report.agents, unknown: [], ...(unknown.length > 0 ? { leaseOver: unknown } : {}) },
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
