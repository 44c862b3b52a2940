import type { Clock } from '../../platform/clock.ts';
import type { Attestation, Link, Links } from '../../platform/links.ts';

/** How far the confirmations of one halt have come. */
export interface Confirmations {
  /** Connected when the halt was sent, or gone so shortly before that a lease may outlive the link. */
  connected(): number;
  confirmed(): number;
  /** Waits for these too, unless they have attested meanwhile: they may hold a lease and had no link here when the halt was sent. */
  expect(agents: readonly { readonly instance: string; readonly service: string }[]): void;
  /** Agents that have not confirmed: never shown as stopped. */
  unknown(): string[];
  /** Milliseconds from the request to the last confirmation so far. */
  lastMs(): number;
  /** Resolves when all have confirmed, or after `timeoutMs` milliseconds. */
  settled(timeoutMs: number): Promise<void>;
  /** Stops listening; whoever waits for it to settle waits no longer. */
  stop(): void;
}

/**
 * Sends a halt to every open link and collects the acks that answer it. An agent confirms with zero active rules and
 * zero calls in flight of the halted experiments. One that lost its link but may still hold a lease is waited for too:
 * whatever it attests on another link after that, it says with the rules it has then.
 */
export function sendHalt(
  links: Links,
  clock: Clock,
  halt: string,
  experiments: readonly string[] | 'all',
): Confirmations {
  const beganMs = clock.monotonicMs();
  const targets = links.all();
  const outOfReach = links.outOfReach();
  const waiting = new Map<string, string>([...targets, ...outOfReach].map((link) => [link.instance, nameOf(link)]));
  const wasOut = new Set(outOfReach.map((link) => link.instance));
  const expected = new Set(waiting.keys());
  const clear = new Set<string>();
  let lastMs = 0;
  let wake = () => {};

  const stopListening = links.onAttestation((link, attestation) => {
    const counts = attestation.halt === halt || wasOut.has(link.instance) || !expected.has(link.instance);
    if (!counts || !isClear(attestation, experiments)) return;
    clear.add(link.instance);
    if (!waiting.delete(link.instance)) return;
    lastMs = Math.round(clock.monotonicMs() - beganMs);
    if (waiting.size === 0) wake();
  });
  for (const link of targets)
    link.send({ type: 'halt', halt, experiments: experiments === 'all' ? 'all' : [...experiments] });

  return {
    connected: () => expected.size,
    confirmed: () => expected.size - waiting.size,
    expect(agents) {
      for (const agent of agents) {
        if (expected.has(agent.instance)) continue;
        expected.add(agent.instance);
        wasOut.add(agent.instance);
        if (!clear.has(agent.instance)) waiting.set(agent.instance, nameOf(agent));
      }
    },
    unknown: () => [...waiting.values()].sort(),
    lastMs: () => (waiting.size === 0 ? lastMs : Math.round(clock.monotonicMs() - beganMs)),
    settled: (timeoutMs) =>
      new Promise((resolve) => {
        if (waiting.size === 0) return resolve();
        const timer = setTimeout(resolve, timeoutMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    stop() {
      stopListening();
      wake();
    },
  };
}

function isClear(attestation: Attestation, experiments: readonly string[] | 'all'): boolean {
  return attestation.active.every(
    (active) =>
      (active.rules === 0 && active.inFlight === 0) ||
      (experiments !== 'all' && !experiments.includes(active.experiment)),
  );
}

function nameOf(link: Pick<Link, 'instance' | 'service'>): string {
  return link.instance.startsWith(link.service) ? link.instance : `${link.service}/${link.instance}`;
}
