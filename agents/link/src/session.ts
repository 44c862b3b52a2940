import type { Ack, ActiveExperiment, Hello } from '@hormesis/contract/agent-link.ts';
import { parseAnswer } from '@hormesis/core/answer.ts';
import type { FrameRefusal } from '@hormesis/core/frame-field.ts';
import { parseHalt } from '@hormesis/core/halt-order.ts';
import type { Clock } from '@hormesis/core/lease.ts';
import { parseRuleset } from '@hormesis/core/ruleset.ts';
import { InFlight } from './in-flight.ts';
import { Line } from './line.ts';
import { type PresentState, Reporter } from './reporter.ts';
import type { Standing } from './standing.ts';
import type { Sums } from './sums.ts';

/** Leases are looked at this often while one lives, milliseconds: a step of the wall clock fires no timer. */
const LEASE_CHECK_MS = 250;
/** How long a stopping agent waits for the answer to its last report, milliseconds. */
const LAST_ANSWER_MS = 300;
/** Halts that wait for calls in flight. Beyond, the acknowledgement of an earlier one tells the same. */
const MAX_UNCONFIRMED = 100;
/** A control plane that goes on sending what cannot be read must not fill the host's output: told once in this time. */
const TELL_AGAIN_MS = 60_000;

export type HelloIdentity = Omit<Hello, 'type' | 'protocol' | 'halted' | 'active'>;

export interface SessionOptions {
  /** One for each replica; empty: there is no address to connect to. */
  readonly urls: readonly string[];
  readonly token: string;
  readonly identity: HelloIdentity;
  readonly clock: Clock;
  readonly standing: Standing;
  readonly sums: Sums;
  /** After a ruleset was installed or dropped. */
  rulesChanged(): void;
  log(message: string): void;
}

/** The conversation with the control plane: hello, rulesets, reports and their answers, halts and their confirmations. */
export class Session {
  readonly inFlight = new InFlight(() => this.#confirmHalts());
  readonly #options: SessionOptions;
  readonly #standing: Standing;
  readonly #line: Line;
  readonly #reporter: Reporter;
  /** Halts confirmed with calls still in flight, and the experiments they wait for. */
  readonly #unconfirmed = new Map<string, ReadonlySet<string>>();
  readonly #toldAtMs = new Map<string, number>();
  #leaseTimer: NodeJS.Timeout | undefined;
  #answered: () => void = () => {};

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#standing = options.standing;
    const { clock, sums, log, urls, token } = options;
    this.#line = new Line(urls, token, {
      opened: () => this.#greet(),
      frame: (value) => this.#take(value),
      closed: () => {},
      count: (reason) => sums.count(reason),
      log,
    });
    this.#reporter = new Reporter({
      clock,
      sums,
      present: () => this.#present(),
      concerned: () => this.#standing.concerned,
      send: (report) => this.#line.send(report),
      tick: () => this.#sweep(),
    });
  }

  /** Ends every injection, tries to hand over the last sums, and closes the line. */
  async stop(): Promise<void> {
    this.#standing.dropRules();
    this.inFlight.release(() => true);
    clearTimeout(this.#leaseTimer);
    this.#reporter.stop();
    if (this.#line.up) {
      this.#reporter.reportNow();
      await this.#lastAnswer();
    }
    this.#line.end();
    this.#standing.forget();
  }

  /** The line to the control plane is up. */
  get connected(): boolean {
    return this.#line.up;
  }

  /** Rules in force and calls in flight. */
  active(): readonly ActiveExperiment[] {
    return this.#present().active;
  }

  #lastAnswer(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_ANSWER_MS);
      this.#answered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #greet(): void {
    const { halted, active } = this.#present();
    this.#line.send({ type: 'hello', protocol: 2, ...this.#options.identity, halted, active });
    this.#reporter.lineOpened();
  }

  #present(): PresentState {
    return {
      revision: this.#standing.revision,
      active: this.#standing.active((id) => this.inFlight.count(id), this.inFlight.experiments()),
      halted: this.#standing.halted.list(),
    };
  }

  #take(value: unknown): void {
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    if (type === 'ruleset') this.#takeRuleset(value);
    else if (type === 'renewed') this.#takeAnswer(value);
    else if (type === 'halt') this.#takeHalt(value);
    else this.#options.sums.count('frame_unknown');
  }

  #takeRuleset(value: unknown): void {
    const parsed = parseRuleset(value);
    if (!parsed.ok) {
      this.#refuse('ruleset_invalid', parsed);
      this.#standing.dropRules();
    } else if (this.#standing.install(parsed.ruleset) === 'older') {
      this.#options.sums.count('ruleset_older');
      return;
    }
    this.#sweep();
    this.#options.rulesChanged();
    this.#reporter.reportNow();
  }

  #takeAnswer(value: unknown): void {
    const parsed = parseAnswer(value);
    if (!parsed.ok) {
      this.#refuse('answer_invalid', parsed);
      return;
    }
    const { answer } = parsed;
    const sentAt = this.#reporter.answered(answer.sequence);
    if (!sentAt) {
      this.#options.sums.count('answer_unexpected');
      return;
    }
    if (answer.experiments.some(({ leaseValid }) => !leaseValid)) this.#options.sums.count('lease_invalid');
    if (this.#standing.answer(answer, sentAt) > 0) this.#options.sums.count('arm_token_invalid');
    this.#sweep();
    this.#reporter.afterAnswer();
    this.#answered();
  }

  /** A halt that can't be read halts everything: to stop too much is the safe mistake. */
  #takeHalt(value: unknown): void {
    const parsed = parseHalt(value);
    if (!parsed.ok) this.#refuse('halt_invalid', parsed);
    const { halt, experiments, named } = parsed.ok ? parsed : { halt: '', experiments: 'all' as const, named: [] };
    const ids = this.#standing.halt(experiments, named, this.inFlight.experiments());
    this.inFlight.release((experiment) => ids.has(experiment));
    this.#acknowledge(halt);
    this.#reporter.putOff();
    if (this.#waitsFor(ids) && this.#unconfirmed.size < MAX_UNCONFIRMED) this.#unconfirmed.set(halt, ids);
    this.#options.rulesChanged();
  }

  #acknowledge(halt: string): void {
    const ack: Ack = { type: 'ack', halt, ...this.#present() };
    this.#line.send(ack);
  }

  #waitsFor(experiments: ReadonlySet<string>): boolean {
    return [...experiments].some((experiment) => this.inFlight.count(experiment) > 0);
  }

  #confirmHalts(): void {
    for (const [halt, experiments] of [...this.#unconfirmed]) {
      if (this.#waitsFor(experiments)) continue;
      this.#unconfirmed.delete(halt);
      this.#acknowledge(halt);
    }
  }

  /** Wakes the calls of every experiment without a lease, and comes back when the next lease may end. */
  #sweep(): void {
    this.inFlight.release((experiment) => !this.#standing.leaseAlive(experiment));
    clearTimeout(this.#leaseTimer);
    const untilEndMs = this.#standing.untilLeaseEndMs();
    if (untilEndMs === null) return;
    const delayMs = Math.min(LEASE_CHECK_MS, Math.max(1, untilEndMs));
    this.#leaseTimer = setTimeout(() => this.#sweep(), delayMs).unref();
  }

  #refuse(reason: string, { field, reason: allowed }: FrameRefusal): void {
    this.#options.sums.count(reason);
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - (this.#toldAtMs.get(reason) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) return;
    this.#toldAtMs.set(reason, nowMs);
    this.#options.log(`${reason}: ${field} ${allowed}`);
  }
}
