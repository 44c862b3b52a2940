import { LEASE_MS } from '@hormesis/contract/agent-link.ts';
import { FORBIDDEN } from '../documents.ts';
import type { RuledExperiment, Written } from '../fleet/journal.ts';
import type { Violation } from './material.ts';

type Injected = Extract<Written, { kind: 'injected' }>;

/** What one instance had been told at some line of its journal. */
class Told {
  /** When each report was sent on the present line, by its number. */
  readonly sentMs = new Map<number, number>();
  readonly #leaseEndsMs = new Map<string, number>();
  /** The latest end of any lease so far: for services that write a call down when it is over. */
  readonly #latestEndMs = new Map<string, number>();
  readonly #acknowledgedMs = new Map<string, number>();
  rules = new Map<string, RuledExperiment>();
  /** Rules of before, and until when they were those in force. */
  readonly #past: { readonly untilMs: number; readonly rules: ReadonlyMap<string, RuledExperiment> }[] = [];
  #revision = -1;
  #answeredMs = Number.NEGATIVE_INFINITY;

  renewed({ sequence, leases }: Extract<Written, { kind: 'renewed' }>): void {
    const sentMs = this.sentMs.get(sequence);
    if (sentMs === undefined || sentMs < this.#answeredMs) return;
    // A report that was sent twice is answered twice; the agent takes the first answer.
    this.sentMs.delete(sequence);
    this.#answeredMs = sentMs;
    this.#leaseEndsMs.clear();
    for (const { id, leaseMs } of leases) {
      const endsMs = sentMs + Math.min(leaseMs, LEASE_MS);
      this.#leaseEndsMs.set(id, endsMs);
      this.#latestEndMs.set(id, Math.max(endsMs, this.#latestEndMs.get(id) ?? 0));
    }
  }

  ruled({ revision, experiments, atMs }: Extract<Written, { kind: 'ruleset' }>): void {
    if (revision < this.#revision) return;
    this.#revision = revision;
    this.#past.push({ untilMs: atMs, rules: this.rules });
    this.rules = new Map(experiments.map((each) => [each.id, each]));
  }

  acknowledged(halted: readonly string[], atMs: number): void {
    for (const id of halted) if (!this.#acknowledgedMs.has(id)) this.#acknowledgedMs.set(id, atMs);
  }

  /** What was wrong with a call that was failed at this point, or nothing. */
  *judge({ experiment, atMs, arm, callGroup, instance, user }: Injected): Generator<Violation> {
    const who = `${instance} failed ${callGroup} of ${user} for ${experiment}`;
    const isLate = instance.includes('-real-');
    const endsMs = (isLate ? this.#latestEndMs : this.#leaseEndsMs).get(experiment);
    if (endsMs === undefined) yield { invariant: 'lease', text: `${who} without any lease` };
    else if (atMs > endsMs + 1)
      yield {
        invariant: 'lease',
        text: `${who} ${Math.round(atMs - endsMs)} ms after the lease that its last answered report gave it`,
      };
    if (arm !== 'treatment') yield { invariant: 'arm', text: `${who} in the arm ${arm}` };
    const since = isLate ? this.#past.filter(({ untilMs }) => untilMs >= atMs) : [];
    const known = [{ rules: this.rules }, ...since];
    if (callGroup === FORBIDDEN || !known.some(({ rules }) => rules.get(experiment)?.allowlist.includes(callGroup)))
      yield { invariant: 'allowlist', text: `${who}, which its rules do not allow` };
    const acknowledgedMs = this.#acknowledgedMs.get(experiment);
    if (acknowledgedMs !== undefined && atMs > acknowledgedMs)
      yield {
        invariant: 'halt',
        text: `${who} ${Math.round(atMs - acknowledgedMs)} ms after it had confirmed the halt of it`,
      };
  }
}

/** One process's journal, line by line: what each of its agents did against what it had been told by then. */
export function* judgeJournal(journal: readonly Written[]): Generator<Violation> {
  const instances = new Map<string, Told>();
  const flying = new Map<string, Injected>();
  for (const line of journal) {
    const told = instances.get(line.instance) ?? new Told();
    instances.set(line.instance, told);
    if (line.kind === 'hello') told.sentMs.clear();
    else if (line.kind === 'report' && !told.sentMs.has(line.sequence)) told.sentMs.set(line.sequence, line.atMs);
    else if (line.kind === 'renewed') told.renewed(line);
    else if (line.kind === 'ruleset') told.ruled(line);
    else if (line.kind === 'ended') flying.delete(line.call);
    else if (line.kind === 'ack') {
      told.acknowledged(line.halted, line.atMs);
      yield* confirmedEarly(line, flying);
    } else if (line.kind === 'injected') {
      yield* told.judge(line);
      flying.set(line.call, line);
    }
  }
}

/** A confirmation that says nothing is in flight while the service still holds a call back. */
function* confirmedEarly(
  ack: Extract<Written, { kind: 'ack' }>,
  flying: ReadonlyMap<string, Injected>,
): Generator<Violation> {
  for (const { experiment, instance, callGroup } of flying.values()) {
    if (instance !== ack.instance || !ack.halted.includes(experiment)) continue;
    if (ack.active.some((each) => each.experiment === experiment && each.inFlight > 0)) continue;
    const text = `${instance} confirmed the halt of ${experiment} while a call of ${callGroup} was still held back`;
    yield { invariant: 'confirmation', text };
  }
}
