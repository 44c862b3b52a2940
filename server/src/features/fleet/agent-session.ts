import type { Ack, DownFrame, Hello, Renewed, Report } from '@hormesis/contract/agent-link.ts';
import type { WebSocket } from 'ws';
import { isBadValue } from '../../platform/database.ts';
import type { Link, Links } from '../../platform/links.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Parsed } from './parse-frame.ts';

/** What a session needs of the other features. */
export interface SessionPorts {
  readonly links: Links;
  readonly log: Logger;
  parse(text: string): Parsed;
  /** The rules of a service, and a text that changes with them. */
  rulesOf(service: string): { readonly text: string; readonly revision: number; frame(): Buffer };
  answer(service: string, sequence: number, revision: number): Renewed;
  welcome(hello: Hello): Promise<void>;
  goodbye(instance: string): Promise<void>;
  ingest(reporter: { instance: string; service: string }, report: Report): Promise<boolean>;
  /** The agent knows these to be halted. */
  haltedAt(instance: string, experiments: readonly string[]): void;
  /** A frame of this instance was malformed, above the limits or impossible; empty before its hello. */
  refused(instance: string): void;
  counted(result: 'taken' | 'repeated' | 'refused' | 'failed'): void;
}

/** A link that never says hello, or one that a slow reader lets grow, is closed. */
const HELLO_WITHIN_MS = 10_000;
const MOST_BUFFERED = 8 * 1024 * 1024;

/**
 * One agent's link, from hello to close. Frames are handled one after the other, so an answer never overtakes the
 * ruleset before it.
 */
export class AgentSession implements Link {
  instance = '';
  service = '';
  /** True when the agent knows other replicas to go to. */
  movable = false;
  readonly #socket: WebSocket;
  readonly #ports: SessionPorts;
  readonly #helloTimer: NodeJS.Timeout;
  #queue: Promise<void> = Promise.resolve();
  /** Number of the newest report that is not dealt with yet. */
  #underWay: number | null = null;
  #sentText = '';
  #sentRevision = 0;

  constructor(socket: WebSocket, ports: SessionPorts) {
    this.#socket = socket;
    this.#ports = ports;
    this.#helloTimer = setTimeout(() => socket.close(4408, 'no hello'), HELLO_WITHIN_MS);
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('close', () => this.#closed());
    socket.on('error', (error) => ports.log.debug({ err: error, instance: this.instance }, 'agent link broke'));
  }

  send(frame: DownFrame): void {
    this.sendText(Buffer.from(JSON.stringify(frame)));
  }

  sendText(json: Buffer): void {
    if (!this.#open) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED) this.#socket.terminate();
    else this.#socket.send(json, { binary: false });
  }

  replaced(): void {
    this.#socket.close(4409, 'the same instance has another link');
  }

  /** Ends the link of an agent that has somewhere else to go; its lease outlives the way. */
  moveOn(): void {
    this.#socket.close(4410, 'another replica has more room');
  }

  /** Sends the rules when they differ from the last ones this agent got. */
  pushRules(): void {
    if (!this.instance) return;
    const rules = this.#ports.rulesOf(this.service);
    if (rules.text === this.#sentText) return;
    this.#sentText = rules.text;
    this.#sentRevision = rules.revision;
    this.sendText(rules.frame());
  }

  /** Resolves when every frame received so far has been dealt with. */
  idle(): Promise<void> {
    return this.#queue;
  }

  #receive(text: string): void {
    const parsed = this.#ports.parse(text);
    if (!parsed.ok) {
      this.#ports.counted('refused');
      this.#ports.refused(this.instance);
      this.#ports.log.warn(
        { instance: this.instance, reason: parsed.reason, frame: text.slice(0, 200) },
        'a malformed frame from an agent was dropped',
      );
      return;
    }
    const { frame } = parsed;
    // An ack must not wait behind a report that waits for the database.
    if (frame.type === 'ack') this.#ack(frame);
    // Sent again because the database is slow: it will be answered once, and must not fill the memory meanwhile.
    else if (frame.type === 'report' && frame.sequence === this.#underWay) this.#ports.counted('repeated');
    else this.#enqueue(frame);
  }

  #enqueue(frame: Hello | Report): void {
    const sequence = frame.type === 'report' ? frame.sequence : null;
    this.#underWay = sequence;
    this.#queue = this.#queue
      .then(() => this.#handle(frame))
      .catch((error) => this.#failed(error))
      .finally(() => {
        if (this.#underWay === sequence) this.#underWay = null;
      });
  }

  async #handle(frame: Hello | Report): Promise<void> {
    if (frame.type === 'hello') return this.#hello(frame);
    if (!this.instance) return this.#socket.close(4400, 'a report before hello');
    await this.#report(frame);
  }

  async #hello(hello: Hello): Promise<void> {
    if (this.instance) return this.#socket.close(4400, 'a second hello');
    clearTimeout(this.#helloTimer);
    await this.#ports.welcome(hello);
    // A link that closed while the database was asked must not be waited for by every halt from now on.
    if (!this.#open) return this.#ports.goodbye(hello.instance);
    this.instance = hello.instance;
    this.service = hello.service;
    this.movable = hello.movable === true;
    this.#ports.links.add(this);
    this.#ports.haltedAt(this.instance, hello.halted);
    this.pushRules();
  }

  async #report(report: Report): Promise<void> {
    if (!this.#open) return;
    const taken = await this.#ports.ingest(this, report);
    this.#ports.counted(taken ? 'taken' : 'repeated');
    this.#ports.haltedAt(this.instance, report.halted);
    this.#ports.links.attested(this, { active: report.active, halted: report.halted, halt: null });
    const answer = this.#ports.answer(this.service, report.sequence, this.#sentRevision);
    const leaseMs = Math.max(0, ...answer.experiments.map((experiment) => experiment.leaseMs));
    this.#ports.links.granted(
      this,
      leaseMs,
      answer.experiments.map(({ id }) => id),
    );
    this.send(answer);
  }

  #ack(ack: Ack): void {
    if (!this.instance) return;
    this.#ports.links.attested(this, { active: ack.active, halted: ack.halted, halt: ack.halt });
    this.#ports.haltedAt(this.instance, ack.halted);
  }

  // Without an answer the agent sends the report again, and without answers its lease ends: silence is the safe reply.
  #failed(error: unknown): void {
    if (isBadValue(error)) {
      this.#ports.counted('refused');
      this.#ports.refused(this.instance);
      this.#ports.log.warn({ err: error, instance: this.instance }, 'a frame with an impossible value was dropped');
    } else {
      this.#ports.counted('failed');
      this.#ports.log.error({ err: error, instance: this.instance }, 'an agent frame could not be dealt with');
    }
    if (!this.instance) this.#socket.close(4503, 'try again');
  }

  get #open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #closed(): void {
    clearTimeout(this.#helloTimer);
    if (!this.#ports.links.remove(this)) return;
    // After what is still being taken in: a report says that the agent is connected, and must not have the last word.
    this.#queue
      .then(() => this.#ports.goodbye(this.instance))
      .catch((error: Error) => this.#ports.log.debug({ err: error }, 'a goodbye was not recorded'));
  }
}
