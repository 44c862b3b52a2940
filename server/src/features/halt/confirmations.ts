import type { HaltFrame } from '@hormesis/contract/agent-link.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Attestation, Link, Links } from '../../platform/links.ts';
import { textFrame } from '../../platform/text-frame.ts';

/** Other work stands back behind a halt for so long at most, and no longer than somebody confirms it every now and then, milliseconds. */
const TOLD_MS = 1_000;
const STALLED_MS = 250;

/** An agent as a halt names it. */
export interface AgentName {
  readonly instance: string;
  readonly service: string;
}

/** What is halted, for the agents. */
export interface HaltOrder {
  /** Names this halt; the same on every replica. */
  readonly halt: string;
  readonly experiments: readonly string[] | 'all';
  /** With *all*: ids that an agent remembers as halted even if it has never heard of them. */
  readonly named: readonly string[];
}

/**
 * Sends a halt to every open link and collects what proves it: an ack that answers it, or a report of an agent that
 * remembers all of these ids as halted, each with zero active rules and zero calls in flight. What an agent attests
 * without knowing the halt proves nothing: rules could still come back to it through another replica. So agents that
 * link up later are sent the halt too. Agents and replicas that this process has no link to are waited for by name.
 */
export class Confirmations {
  readonly #clock: Clock;
  readonly #order: HaltOrder;
  /** Made once: with ten thousand links that is a tenth of the time it takes to tell them. */
  readonly #frame: Buffer;
  readonly #beganMs: number;
  /** Everybody who has to confirm: linked here when the halt was sent, holding a lease, or named by another replica. */
  readonly #expected = new Set<string>();
  readonly #waiting = new Map<string, AgentName>();
  readonly #clear = new Set<string>();
  readonly #silentReplicas = new Set<string>();
  readonly #answeredReplicas = new Set<string>();
  readonly #stopListening: () => void;
  readonly #wakers = new Set<() => void>();
  #lastMs = 0;

  constructor(links: Links, clock: Clock, order: HaltOrder) {
    this.#clock = clock;
    this.#order = order;
    this.#beganMs = clock.monotonicMs();
    this.#frame = textFrame(JSON.stringify(frameOf(order)));
    const targets = links.all();
    // First of all the agents; what is expected of them is noted before the first can answer.
    for (const link of targets) this.tell(link);
    this.expect([...targets, ...links.outOfReach()]);
    this.#stopListening = links.onAttestation((link, attestation) => {
      if (this.#proves(attestation)) this.cleared([link.instance]);
    });
  }

  get order(): HaltOrder {
    return this.#order;
  }

  /** Sends the halt to an agent. */
  tell(link: Link): void {
    link.send(this.#frame);
  }

  /** Waits for these too, unless they have proved it meanwhile. */
  expect(agents: readonly AgentName[]): void {
    for (const { instance, service } of agents) {
      if (this.#expected.has(instance)) continue;
      this.#expected.add(instance);
      if (!this.#clear.has(instance)) this.#waiting.set(instance, { instance, service });
    }
  }

  /** These agents have proved it, here or to another replica. */
  cleared(instances: readonly string[]): void {
    const before = this.#waiting.size;
    for (const instance of instances) {
      this.#clear.add(instance);
      this.#waiting.delete(instance);
    }
    if (before !== this.#waiting.size) this.#progressed();
  }

  /** Waits for the word of these other replicas, and of no more: without it nobody knows whom one still gives leases. */
  expectReplicas(boots: readonly string[]): void {
    this.#silentReplicas.clear();
    for (const boot of boots) if (!this.#answeredReplicas.has(boot)) this.#silentReplicas.add(boot);
    this.#progressed();
  }

  replicaAnswered(boot: string): void {
    this.#answeredReplicas.add(boot);
    if (this.#silentReplicas.delete(boot)) this.#progressed();
  }

  /** True once everybody has confirmed. */
  get isSettled(): boolean {
    return this.#silentReplicas.size === 0 && this.#waiting.size === 0;
  }

  /** Agents of which something has to be confirmed. */
  connected(): number {
    return this.#expected.size;
  }

  confirmed(): number {
    return this.#expected.size - this.#waiting.size;
  }

  /** Agents, and replicas, that have not confirmed: never shown as stopped. */
  unknown(): string[] {
    const replicas = [...this.#silentReplicas].map(replicaName);
    return [...[...this.#waiting.values()].map(nameOf), ...replicas].sort();
  }

  /** Some of them, in no order: cheap with thousands of agents. */
  someUnknown(most: number): string[] {
    const names: string[] = [...this.#silentReplicas].slice(0, most).map(replicaName);
    for (const agent of this.#waiting.values()) {
      if (names.length >= most) break;
      names.push(nameOf(agent));
    }
    return names;
  }

  /** What this replica knows of its agents, for the one that was asked to halt. */
  told(): { readonly clear: string[]; readonly waiting: AgentName[] } {
    const clear = [...this.#clear].filter((instance) => this.#expected.has(instance));
    return { clear, waiting: [...this.#waiting.values()] };
  }

  /** Milliseconds from the request to the last confirmation so far. */
  lastMs(): number {
    return this.isSettled ? this.#lastMs : Math.round(this.#clock.monotonicMs() - this.#beganMs);
  }

  /** Resolves when all have confirmed, or after `timeoutMs` milliseconds. */
  settled(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.isSettled || timeoutMs <= 0) return resolve();
      const done = () => {
        clearTimeout(timer);
        this.#wakers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#wakers.add(done);
    });
  }

  /**
   * Resolves when all have confirmed, or no more of it can be expected soon: nobody did for a while, or a second is over.
   * Until then other work stands back.
   */
  async heardOut(): Promise<void> {
    const untilMs = this.#clock.monotonicMs() + TOLD_MS;
    for (let before = -1; before < this.confirmed() && this.#clock.monotonicMs() < untilMs; ) {
      before = this.confirmed();
      await this.settled(STALLED_MS);
      if (this.isSettled) return;
    }
  }

  /** Stops listening; whoever waits for it to settle waits no longer. */
  stop(): void {
    this.#stopListening();
    for (const wake of [...this.#wakers]) wake();
  }

  #progressed(): void {
    this.#lastMs = Math.round(this.#clock.monotonicMs() - this.#beganMs);
    if (this.isSettled) for (const wake of [...this.#wakers]) wake();
  }

  #proves({ active, halted, halt }: Attestation): boolean {
    const { experiments, named } = this.#order;
    const ids = experiments === 'all' ? named : experiments;
    const knowsIt = halt === this.#order.halt || (ids.length > 0 && ids.every((id) => halted.includes(id)));
    return (
      knowsIt && active.every((each) => isNothing(each) || (experiments !== 'all' && !ids.includes(each.experiment)))
    );
  }
}

function frameOf({ halt, experiments, named }: HaltOrder): HaltFrame {
  if (experiments === 'all') return { type: 'halt', halt, experiments, named: [...named] };
  return { type: 'halt', halt, experiments: [...experiments] };
}

function isNothing({ rules, inFlight }: { readonly rules: number; readonly inFlight: number }): boolean {
  return rules === 0 && inFlight === 0;
}

function replicaName(boot: string): string {
  return `control plane ${boot}`;
}

function nameOf({ instance, service }: AgentName): string {
  return instance.startsWith(service) ? instance : `${service}/${instance}`;
}
