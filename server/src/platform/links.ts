import type { ActiveExperiment, DownFrame } from '@hormesis/contract/agent-link.ts';
import { type Clock, systemClock } from './clock.ts';

/** An open link to one agent. */
export interface Link {
  readonly instance: string;
  readonly service: string;
  send(frame: DownFrame): void;
  /** Ends the link: another one of the same instance has taken its place. */
  replaced(): void;
}

/** What an agent last attested: the experiments it still holds, and the ones it knows to be halted. */
export interface Attestation {
  readonly active: readonly ActiveExperiment[];
  readonly halted: readonly string[];
  /** The halt this answers; null in a report. */
  readonly halt: string | null;
}

type Listener = (link: Link, attestation: Attestation) => void;

/**
 * The links open to this replica. It lives in the platform because the halt must reach agents whatever else is broken.
 */
export class Links {
  readonly #clock: Clock;
  readonly #links = new Map<string, Link>();
  /** Until when the agent of a link may inject, monotonic milliseconds; kept when the link closes, leases outlive it. */
  readonly #leasedUntilMs = new Map<Link, number>();
  readonly #listeners = new Set<Listener>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** A second link of the same instance replaces the first, which is closed: no agent may be left that a halt cannot reach. */
  add(link: Link): void {
    const before = this.#links.get(link.instance);
    if (before && before !== link) before.replaced();
    this.#links.set(link.instance, link);
  }

  /** Forgets `link`, unless the instance has come back on another one meanwhile. */
  remove(link: Link): boolean {
    this.#forgetEnded();
    if (this.#links.get(link.instance) !== link) return false;
    return this.#links.delete(link.instance);
  }

  /** An agent is answered with leases of at most `leaseMs` milliseconds. */
  granted(link: Link, leaseMs: number): void {
    this.#leasedUntilMs.set(link, this.#clock.monotonicMs() + leaseMs);
  }

  /** Agents that lost their link and may still hold a lease: they may be injecting, and no halt reaches them. */
  outOfReach(): readonly Link[] {
    this.#forgetEnded();
    return [...this.#leasedUntilMs.keys()].filter(({ instance }) => !this.#links.has(instance));
  }

  #forgetEnded(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [link, untilMs] of this.#leasedUntilMs) if (untilMs <= nowMs) this.#leasedUntilMs.delete(link);
  }

  all(): readonly Link[] {
    return [...this.#links.values()];
  }

  has(instance: string): boolean {
    return this.#links.has(instance);
  }

  get size(): number {
    return this.#links.size;
  }

  /** An agent told what it holds, in an ack or a report. */
  attested(link: Link, attestation: Attestation): void {
    for (const listener of this.#listeners) listener(link, attestation);
  }

  /** Calls `listener` for every attestation until the returned function is called. */
  onAttestation(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
