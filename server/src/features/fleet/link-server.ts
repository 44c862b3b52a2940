import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Renewed } from '@hormesis/contract/agent-link.ts';
import { LINK_PATH } from '@hormesis/contract/agent-link.ts';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../platform/clock.ts';
import { AgentSession, type DueAnswer, type SessionPorts, type SessionTurns } from './agent-session.ts';
import { Answers } from './answers.ts';
import { Crowding } from './crowding.ts';
import { Turns } from './turns.ts';

/** A frame of an agent is at most this long, bytes. */
const MOST_BYTES = 4 * 1024 * 1024;
/** A link that was silent for one of these is asked, and is dead when it is silent for another one, milliseconds. */
const PING_MS = 3_000;
const PUSHED_TOGETHER = 250;
/** Reports are read one by one; answers share what is the same for a service. */
const READ_TOGETHER = 1;
const ANSWERED_TOGETHER = 250;

interface Known {
  readonly session: AgentSession;
  /** Since the last look. */
  heard: boolean;
  /** At the last look. */
  asked: boolean;
}
/** A replica that stops hands on ten thousand agents within a second. */
const CLOSED_TOGETHER = 200;
const CLOSE_PAUSE_MS = 20;

export interface LinkServerPorts extends SessionPorts {
  readonly clock: Clock;
  /** What a service's agents are told in answer to reports that came before. */
  answer(service: string): Omit<Renewed, 'sequence' | 'revision'>;
  /** True when the bearer of this request may keep an agent link. */
  isAgent(request: IncomingMessage): Promise<boolean>;
  /** Calls `close` when that bearer is revoked, until the returned function is called. */
  whileAllowed(request: IncomingMessage, close: () => void): () => void;
  /** Called once no report will come any more. */
  stopped(): Promise<void>;
}

/** Accepts agent links on the HTTP server. */
export class LinkServer {
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  readonly #sessions = new Map<WebSocket, Known>();
  readonly #ports: LinkServerPorts;
  readonly #crowding = new Crowding();
  readonly #turns: SessionTurns;
  readonly #reading: Turns<AgentSession>;
  readonly #answering: Turns<DueAnswer>;
  #pushAgain = false;
  #stopped = false;
  readonly #pings: NodeJS.Timeout;

  constructor(server: Server, ports: LinkServerPorts) {
    this.#ports = ports;
    this.#reading = new Turns(ports.clock, READ_TOGETHER, (sessions) => {
      for (const session of sessions) session.read();
    });
    this.#answering = new Turns(ports.clock, ANSWERED_TOGETHER, (due) => {
      const answers = new Answers((service) => ports.answer(service));
      for (const { session, report } of due) session.answer(report, answers);
    });
    const [reading, answering] = [this.#reading, this.#answering];
    this.#turns = {
      get standBack() {
        return reading.held;
      },
      toRead: (session) => reading.add(session),
      toAnswer: (due) => answering.add(due),
    };
    server.on('upgrade', (request, socket, head) => {
      this.#upgrade(request, socket, head).catch((error: Error) => {
        ports.log.error({ err: error }, 'an agent could not be let in');
        refuse(socket, '503 Service Unavailable');
      });
    });
    this.#pings = setInterval(() => this.#ping(), PING_MS);
  }

  /** Sends every agent its rules, where they changed. Between a few hundred of them others are heard: a halt and its acks must not wait. */
  pushRules(): void {
    if (this.#answering.held) {
      this.#pushAgain = true;
      return;
    }
    const push = (sessions: readonly AgentSession[]) => {
      if (this.#answering.held) {
        this.#pushAgain = true;
        return;
      }
      for (const session of sessions.slice(0, PUSHED_TOGETHER)) session.pushRules();
      if (sessions.length > PUSHED_TOGETHER) setImmediate(push, sessions.slice(PUSHED_TOGETHER));
    };
    push([...this.#sessions.values()].map(({ session }) => session));
  }

  /**
   * Reports, their answers and new rules wait until `over` resolves: a halt is being told and confirmed. That shortens leases
   * and never makes one longer; reports that wait are counted when their turn comes.
   */
  standBack(over: Promise<void>): void {
    this.#reading.holdUntil(over);
    this.#answering.holdUntil(over);
    void over.then(() => {
      if (!this.#pushAgain) return;
      this.#pushAgain = false;
      this.pushRules();
    });
  }

  /** Looks about once a second whether other replicas have so much more room that some agents should go there. */
  balance(linksOfOthers: readonly number[]): void {
    const count = this.#crowding.leave(this.#sessions.size, linksOfOthers);
    const movable = [...this.#sessions.values()].filter(({ session }) => session.movable);
    for (const { session } of movable.slice(0, count)) session.moveOn();
  }

  /** Lets nobody in any more and hands the agents on to other replicas, not all in the same moment. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#pings);
    let closed = 0;
    for (const socket of this.#sessions.keys()) {
      socket.close(1001, 'the control plane stops');
      closed += 1;
      if (closed % CLOSED_TOGETHER === 0) await new Promise((resolve) => setTimeout(resolve, CLOSE_PAUSE_MS));
    }
    await Promise.all([...this.#sessions.values()].map(({ session }) => session.idle()));
    for (const socket of this.#sessions.keys()) socket.terminate();
    this.#sockets.close();
    await this.#ports.stopped();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {});
    if (new URL(request.url ?? '/', 'http://host').pathname !== LINK_PATH) return refuse(socket, '404 Not Found');
    if (this.#stopped) return refuse(socket, '503 Service Unavailable');
    if (!(await this.#ports.isAgent(request))) return refuse(socket, '401 Unauthorized');
    this.#sockets.handleUpgrade(request, socket, head, (open) => this.#open(open, socket, request));
  }

  #open(socket: WebSocket, wire: Duplex, request: IncomingMessage): void {
    const session = new AgentSession(socket, wire, this.#ports, this.#turns);
    const known: Known = { session, heard: true, asked: false };
    this.#sessions.set(socket, known);
    const heard = () => {
      known.heard = true;
    };
    socket.on('pong', heard);
    socket.on('message', heard);
    const letGo = this.#ports.whileAllowed(request, () => socket.close(4401, 'the token was revoked'));
    socket.on('close', () => {
      letGo();
      this.#sessions.delete(socket);
    });
  }

  #ping(): void {
    for (const [socket, known] of this.#sessions) {
      if (!known.heard && known.asked) socket.terminate();
      else if (!known.heard) socket.ping();
      known.asked = !known.heard;
      known.heard = false;
    }
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
