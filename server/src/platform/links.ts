import type { ActiveExperiment } from '@hormesis/contract/agent-link.ts';
import { type Clock, systemClock } from './clock.ts';

/** Leases that are over are looked for at most this often as links close, milliseconds. */
const FORGET_MS = 1_000;

/** An open link to one agent. */
export interface Link {
  readonly instance: string;
  readonly service: string;
  /** Sends bytes that `textFrame` made; they may be the same for many links. */
  send(frame: Buffer): void;
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

interface Leased {
  /** The last link of the instance. */
  readonly link: Link;
  /** By experiment, monotonic milliseconds. */
  readonly untilMs: Map<string, number>;
}

type Listener = (link: Link, attestation: Attestation) => void;

/**
 * The links open to this replica. It lives in the platform because the halt must reach agents whatever else is broken.
 */
export class Links {
  readonly #clock: Clock;
  readonly #links = new Map<string, Link>();
  /** What the agent of an instance may still hold; kept when its link closes, because leases outlive it. */
  readonly #leased = new Map<string, Leased>();
  /** Instances that last told of rules in force or of calls in flight. */
  readonly #holding = new Set<string>();
  readonly #listeners = new Set<Listener>();
  readonly #greeters = new Set<(link: Link) => void>();
  #forgotAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** A second link of the same instance replaces the first, which is closed: no agent may be left that a halt cannot reach. */
  add(link: Link): void {
    const before = this.#links.get(link.instance);
    if (before && before !== link) before.replaced();
    this.#links.set(link.instance, link);
    for (const greet of this.#greeters) greet(link);
  }

  /** Calls `listener` for each link that is added from now on. */
  onAdded(listener: (link: Link) => void): void {
    this.#greeters.add(listener);
  }

  /** Forgets `link`, unless the instance has come back on another one meanwhile. */
  remove(link: Link): boolean {
    this.#forgetEndedSometimes();
    if (this.#links.get(link.instance) !== link) return false;
    this.#holding.delete(link.instance);
    return this.#links.delete(link.instance);
  }

  /** An agent is answered with leases of at most `leaseMs` milliseconds for `experiments`. An answer may get lost: nothing gets shorter by it. */
  granted(link: Link, leaseMs: number, experiments: readonly string[]): void {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#leased.get(link.instance);
    if (!known && experiments.length === 0) return;
    const untilMs = known?.untilMs ?? new Map<string, number>();
    for (const id of experiments) untilMs.set(id, Math.max(untilMs.get(id) ?? 0, nowMs + leaseMs));
    // With one experiment after the other there is always a lease: those of earlier ones must not pile up behind it.
    if (untilMs.size > experiments.length) for (const [id, endsMs] of untilMs) if (endsMs <= nowMs) untilMs.delete(id);
    if (known?.link !== link) this.#leased.set(link.instance, { link, untilMs });
  }

  /** Agents that lost their link and may still hold a lease: they may be injecting, and no halt reaches them. */
  outOfReach(): readonly Link[] {
    this.#forgetEnded();
    return [...this.#leased.values()].map(({ link }) => link).filter(({ instance }) => !this.#links.has(instance));
  }

  /** Looking at all of them each time one of ten thousand leaves would take longer than all else that is done for it. */
  #forgetEndedSometimes(): void {
    if (this.#clock.monotonicMs() - this.#forgotAtMs >= FORGET_MS) this.#forgetEnded();
  }

  #forgetEnded(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#forgotAtMs = nowMs;
    for (const [instance, { untilMs }] of this.#leased)
      if ([...untilMs.values()].every((endsMs) => endsMs <= nowMs)) this.#leased.delete(instance);
  }

  /**
   * Whether an attestation proves that no lease is left. A report follows the answer to the one before, so what it says of
   * itself is whole; an ack may cross an answer on the wire, and counts for experiments it knows to be halted only.
   */
  #holdsNothing(link: Link, { active, halted, halt }: Attestation): boolean {
    if (active.some(isHeld)) return false;
    return (
      halt === null || [...(this.#leased.get(link.instance)?.untilMs.keys() ?? [])].every((id) => halted.includes(id))
    );
  }

  /**
   * All of them, and first those whose agents may be failing calls at this moment: to write to ten thousand takes a third of
   * a second, and a halt is for them.
   */
  all(): readonly Link[] {
    const links = [...this.#links.values()];
    const holds = ({ instance }: Link) => this.#holding.has(instance);
    return [...links.filter(holds), ...links.filter((link) => !holds(link))];
  }

  has(instance: string): boolean {
    return this.#links.has(instance);
  }

  get size(): number {
    return this.#links.size;
  }

  /** An agent told what it holds, in an ack or a report. */
  attested(link: Link, attestation: Attestation): void {
    this.#noteHeld(link, attestation.active.some(isHeld));
    if (this.#holdsNothing(link, attestation)) this.#leased.delete(link.instance);
    for (const listener of this.#listeners) listener(link, attestation);
  }

  #noteHeld(link: Link, holds: boolean): void {
    if (!holds) this.#holding.delete(link.instance);
    // What is heard of a link that is gone would be remembered for ever.
    else if (this.#links.get(link.instance) === link) this.#holding.add(link.instance);
  }

  /** Calls `listener` for every attestation until the returned function is called. */
  onAttestation(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isHeld({ rules, inFlight }: ActiveExperiment): boolean {
  return rules > 0 || inFlight > 0;
}
