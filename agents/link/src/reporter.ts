import type { ActiveExperiment, Report } from '@hormesis/contract/agent-link.ts';
import { type Clock, elapsedMs, type Instant, instant } from '@hormesis/core/lease.ts';
import type { Batch, Sums } from './sums.ts';

const CONCERNED_MS = 1_000;
const IDLE_MS = 10_000;
/** An entry that sees a user fail tells it after at most this long, milliseconds: an experiment that hurts is halted on what was told. */
const HARM_MS = 300;
/** A report that a living line left unanswered for so long is sent again: the control plane may have lost it. */
const RESEND_MS = 2_000;

/** What a report says of the present, besides its sums. */
export interface PresentState {
  readonly revision: number;
  readonly active: ActiveExperiment[];
  readonly halted: string[];
}

export interface ReporterOptions {
  readonly clock: Clock;
  readonly sums: Sums;
  present(): PresentState;
  /** True while an experiment concerns this agent: then it reports every second, otherwise every ten. */
  concerned(): boolean;
  /** Hands the frame to the line; false when the line is down. */
  send(report: Report): boolean;
  /** Called at every tick: a moment to look at the clocks. */
  tick(): void;
}

interface Pending {
  readonly sequence: number;
  readonly batch: Batch;
  /** When it was first sent on the present connection: the lease of its answer begins here. Null: not sent on it yet. */
  sentAt: Instant | null;
  lastSentAt: Instant | null;
}

/** How long failures wait for others, milliseconds: at different entries differently, since they often begin in the same moment. */
export function harmWaitMs(random: number): number {
  return (HARM_MS / 2) * (1 + random);
}

/**
 * Sends numbered reports, one at a time. A report keeps its sums and its number until it is answered, also across
 * connections, so the control plane counts them once whatever is lost on the way.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  #sequence = 0;
  #pending: Pending | null = null;
  #again = false;
  /** The next regular report, on the monotonic clock, milliseconds. */
  #dueMs = 0;
  #isPutOff = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #harmTimer: NodeJS.Timeout | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    options.sums.onHarm(() => this.#reportHarm());
    this.#schedule(Math.random());
  }

  /** A new connection: the report that was under way must be sent on it anew. */
  lineOpened(): void {
    if (!this.#pending) return;
    this.#pending.sentAt = null;
    this.#pending.lastSentAt = null;
  }

  /** Reports now, or as soon as the report under way is answered; the next one follows after a random part of the interval. */
  reportNow(): void {
    this.#report();
    this.#schedule(Math.random());
  }

  /**
   * An acknowledgement has just told the present. Where no lease is left to renew, a report that is due within a second
   * comes a second later, unless that report was put off before: where thousands confirm a halt, theirs would be in its way.
   */
  putOff(): void {
    const leftMs = this.#dueMs - this.#options.clock.monotonicMs();
    if (this.#isPutOff || this.#options.concerned() || leftMs > CONCERNED_MS) return;
    this.#isPutOff = true;
    this.#tickIn(Math.max(0, leftMs) + CONCERNED_MS);
  }

  /** When the report with this number was sent, or null when no such report is under way. */
  answered(sequence: number): Instant | null {
    const pending = this.#pending;
    if (!pending?.sentAt || pending.sequence !== sequence) return null;
    this.#pending = null;
    return pending.sentAt;
  }

  /** After an answer was taken: sends at once what had to wait for it. */
  afterAnswer(): void {
    if (this.#again || this.#options.sums.backlog) this.#report();
  }

  get underWay(): boolean {
    return this.#pending !== null;
  }

  /** Nothing is sent any more but by `reportNow`. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#forgetHarm();
  }

  /** One report more; the others keep to their second, which differs from agent to agent. */
  #reportHarm(): void {
    if (this.#isStopped) return;
    this.#harmTimer ??= setTimeout(() => this.#report(), harmWaitMs(Math.random())).unref();
  }

  #forgetHarm(): void {
    clearTimeout(this.#harmTimer);
    this.#harmTimer = undefined;
  }

  #schedule(share: number): void {
    this.#isPutOff = false;
    this.#tickIn((this.#options.concerned() ? CONCERNED_MS : IDLE_MS) * share);
  }

  #tickIn(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#dueMs = this.#options.clock.monotonicMs() + delayMs;
    this.#timer = setTimeout(() => this.#tick(), delayMs).unref();
  }

  #tick(): void {
    this.#options.tick();
    this.#report();
    this.#schedule(1);
  }

  #report(): void {
    this.#forgetHarm();
    const now = instant(this.#options.clock);
    const pending = this.#pending;
    if (pending?.lastSentAt && elapsedMs(pending.lastSentAt, now) < RESEND_MS) {
      this.#again = true;
      return;
    }
    this.#send(pending ?? this.#next(), now);
  }

  #next(): Pending {
    this.#sequence += 1;
    this.#again = false;
    this.#pending = { sequence: this.#sequence, batch: this.#options.sums.take(), sentAt: null, lastSentAt: null };
    return this.#pending;
  }

  #send(pending: Pending, now: Instant): void {
    if (!this.#options.send(this.#frame(pending, now))) return;
    pending.sentAt ??= now;
    pending.lastSentAt = now;
  }

  /** Sums are those of the number; state, counters and ages are those of this moment. */
  #frame({ sequence, batch }: Pending, now: Instant): Report {
    const aged = <T extends { readonly atMs: number }>({ atMs, ...record }: T) => ({
      ...record,
      ageMs: Math.max(0, Math.round(now.monotonicMs - atMs)),
    });
    return {
      type: 'report',
      sequence,
      ...this.#options.present(),
      callGroups: [...batch.callGroups],
      calls: [...batch.calls],
      paths: [...batch.paths],
      ...(batch.edges.length > 0 && { edges: [...batch.edges] }),
      exposures: batch.exposures.map(aged),
      events: batch.events.map(aged),
      ...(batch.thinned.length > 0 && { thinned: [...batch.thinned] }),
      dropped: batch.dropped,
      counters: this.#options.sums.counters(),
    };
  }
}
