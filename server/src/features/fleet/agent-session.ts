import type { Duplex } from 'node:stream';
import type { Ack, Hello, Report } from '@hormesis/contract/agent-link.ts';
import type { WebSocket } from 'ws';
import { isBadValue } from '../../platform/database.ts';
import type { Link, Links } from '../../platform/links.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Answers } from './answers.ts';
import type { Parsed } from './parse-frame.ts';

/** What a session needs of the other features. */
export interface SessionPorts {
  readonly links: Links;
  readonly log: Logger;
  parse(text: string): Parsed;
  /** The rules of a service, and a text that changes with them. */
  rulesOf(service: string): { readonly text: string; readonly revision: number; frame(): Buffer };
  welcome(hello: Hello): Promise<void>;
  goodbye(instance: string): Promise<void>;
  ingest(reporter: Pick<AgentSession, 'instance' | 'service' | 'place'>, report: Report): Promise<boolean>;
  /** The agent knows these to be halted. */
  haltedAt(instance: string, experiments: readonly string[]): void;
  /** A frame of this instance was malformed, above the limits or impossible; empty before its hello. */
  refused(instance: string): void;
  counted(result: 'taken' | 'repeated' | 'refused' | 'failed' | 'dropped'): void;
}

/** Where a session waits for its turn. */
export interface SessionTurns {
  /** A halt is being told: whatever can wait does. */
  readonly standBack: boolean;
  /** `read` is called once, when there is time to read a report. */
  toRead(session: AgentSession): void;
  /** `answer` is called once, when there is time to answer. */
  toAnswer(due: DueAnswer): void;
}

/** A report that is in the database and waits for its answer. */
export interface DueAnswer {
  readonly session: AgentSession;
  readonly report: Report;
}

/** A link that never says hello, or one that a slow reader lets grow, is closed. */
const HELLO_WITHIN_MS = 10_000;
const MOST_BUFFERED = 8 * 1024 * 1024;
/** Our agents have one report under way, others may send what they kept. Beyond so many of one link they are dropped and counted. */
const MOST_UNDER_WAY = 1_024;
/** Of what waits unread while a halt is told, bytes: twenty thousand reports as they usually are. */
const MOST_UNREAD = 16 * 1024 * 1024;
/** As agents write it. A report that begins otherwise is read at once: it is the same report, in nobody's way. */
const REPORT = Buffer.from('{"type":"report"');

/**
 * One agent's link, from hello to close. While a halt is told reports wait, acknowledgements do not. An answer never overtakes
 * the ruleset before it.
 */
export class AgentSession implements Link {
  instance = '';
  service = '';
  place: { readonly region: string | null; readonly zone: string | null } = { region: null, zone: null };
  /** True when the agent knows other replicas to go to. */
  movable = false;
  readonly #socket: WebSocket;
  readonly #wire: Duplex;
  readonly #ports: SessionPorts;
  readonly #turns: SessionTurns;
  readonly #helloTimer: NodeJS.Timeout;
  #greeting: Promise<void> | null = null;
  /** Frames that wait to be read. */
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  /** Reports that are not dealt with yet, the unread ones too. */
  #underWay = 0;
  /** Number of the newest report that is not in the database yet. */
  #newest: number | null = null;
  #idleWakers: (() => void)[] = [];
  #sentText = '';
  #sentRevision = 0;

  /** `wire` is the connection under `socket`, whose frames are written whole. */
  constructor(socket: WebSocket, wire: Duplex, ports: SessionPorts, turns: SessionTurns) {
    this.#socket = socket;
    this.#wire = wire;
    this.#ports = ports;
    this.#turns = turns;
    this.#helloTimer = setTimeout(() => socket.close(4408, 'no hello'), HELLO_WITHIN_MS);
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('close', () => this.#closed());
    socket.on('error', (error) => ports.log.debug({ err: error, instance: this.instance }, 'agent link broke'));
  }

  /** Sends bytes that `textFrame` made. */
  send(frame: Buffer): void {
    if (!this.#open) return;
    if (this.#wire.writableLength > MOST_BUFFERED) this.#socket.terminate();
    else this.#wire.write(frame);
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
    this.send(rules.frame());
  }

  /** Resolves when every report received so far is in the database, or never will be. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return this.#greeting ?? Promise.resolve();
    return new Promise((resolve) => this.#idleWakers.push(resolve));
  }

  /** Reads the report that has waited longest. */
  read(): void {
    const frame = this.#unread.shift();
    if (!frame) return;
    this.#unreadBytes -= frame.length;
    const taken = this.#take(frame);
    if (!taken) this.#done();
  }

  /** Answers a report with what is said to its service now, and notes what it proves of the agent. */
  answer(report: Report, answers: Answers): void {
    this.#ports.haltedAt(this.instance, report.halted);
    if (!this.#open) return;
    this.#ports.links.attested(this, { active: report.active, halted: report.halted, halt: null });
    const answer = answers.of(this.service);
    this.#ports.links.granted(this, answer.leaseMs, answer.experiments);
    this.send(answer.frame(report.sequence, this.#sentRevision));
  }

  #receive(frame: Buffer): void {
    if (!isReport(frame)) this.#take(frame);
    else if (this.#underWay >= MOST_UNDER_WAY || this.#unreadBytes + frame.length > MOST_UNREAD)
      this.#ports.counted('dropped');
    else {
      this.#underWay += 1;
      if (this.#turns.standBack || this.#unread.length > 0) this.#wait(frame);
      else if (!this.#take(frame)) this.#done();
    }
  }

  #wait(frame: Buffer): void {
    this.#unread.push(frame);
    this.#unreadBytes += frame.length;
    this.#turns.toRead(this);
  }

  /** True when the frame is a report that is being written down: then `#done` is called later. */
  #take(bytes: Buffer): boolean {
    const text = String(bytes);
    const parsed = this.#ports.parse(text);
    if (!parsed.ok) {
      this.#refused();
      this.#ports.log.warn(
        { instance: this.instance, reason: parsed.reason, frame: text.slice(0, 200) },
        'a malformed frame from an agent was dropped',
      );
      return false;
    }
    const { frame } = parsed;
    if (frame.type === 'ack') this.#ack(frame);
    else if (frame.type === 'hello') this.#greeting = this.#greet(frame);
    else return this.#report(frame, isReport(bytes));
    return false;
  }

  async #greet(hello: Hello): Promise<void> {
    if (this.#greeting) return this.#socket.close(4400, 'a second hello');
    clearTimeout(this.#helloTimer);
    try {
      await this.#hello(hello);
    } catch (error) {
      this.#failed(error);
    }
  }

  async #hello(hello: Hello): Promise<void> {
    await this.#ports.welcome(hello);
    // A link that closed while the database was asked must not be waited for by every halt from now on.
    if (!this.#open) return this.#ports.goodbye(hello.instance);
    this.instance = hello.instance;
    this.service = hello.service;
    this.place = { region: hello.region, zone: hello.zone };
    this.movable = hello.movable === true;
    this.#ports.links.add(this);
    this.#ports.haltedAt(this.instance, hello.halted);
    this.pushRules();
  }

  #report(report: Report, hasWaited: boolean): boolean {
    // Sent again because the database is slow: it will be answered once, and must not fill the memory meanwhile.
    if (report.sequence === this.#newest) {
      this.#ports.counted('repeated');
      return false;
    }
    if (!this.#greeting) {
      this.#socket.close(4400, 'a report before hello');
      return false;
    }
    if (!hasWaited && this.#underWay >= MOST_UNDER_WAY) {
      this.#ports.counted('dropped');
      return false;
    }
    if (!hasWaited) this.#underWay += 1;
    this.#newest = report.sequence;
    void this.#write(this.#greeting, report).finally(() => {
      if (this.#newest === report.sequence) this.#newest = null;
      this.#done();
    });
    return true;
  }

  async #write(greeting: Promise<void>, report: Report): Promise<void> {
    try {
      if (!this.instance) await greeting;
      if (!this.instance) return;
      const counted = await this.#ports.ingest(this, report);
      this.#ports.counted(counted ? 'taken' : 'repeated');
      this.#turns.toAnswer({ session: this, report });
    } catch (error) {
      this.#failed(error);
    }
  }

  #done(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    const wakers = this.#idleWakers;
    this.#idleWakers = [];
    for (const wake of wakers) wake();
  }

  #ack(ack: Ack): void {
    if (!this.instance) return;
    this.#ports.links.attested(this, { active: ack.active, halted: ack.halted, halt: ack.halt });
    this.#ports.haltedAt(this.instance, ack.halted);
  }

  #refused(): void {
    this.#ports.counted('refused');
    this.#ports.refused(this.instance);
  }

  // Without an answer the agent sends the report again, and without answers its lease ends: silence is the safe reply.
  #failed(error: unknown): void {
    if (isBadValue(error)) {
      this.#refused();
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
    // What came before the end counts, and before whatever the agent says on its next link.
    while (this.#unread.length > 0) this.read();
    if (!this.#ports.links.remove(this)) return;
    // After what is still being taken in: a report says that the agent is connected, and must not have the last word.
    this.idle()
      .then(() => this.#ports.goodbye(this.instance))
      .catch((error: Error) => this.#ports.log.debug({ err: error }, 'a goodbye was not recorded'));
  }
}

function isReport(frame: Buffer): boolean {
  return frame.length >= REPORT.length && frame.compare(REPORT, 0, REPORT.length, 0, REPORT.length) === 0;
}
