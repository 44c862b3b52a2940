import { connect as connectPlain, type NetConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { UpFrame } from '@hormesis/contract/agent-link.ts';
import WebSocket, { type ClientOptions, type RawData } from 'ws';
import { Flood } from './flood.ts';
import { LINK_REQUEST } from './link-request.ts';

const MAX_FRAME_BYTES = 4 * 1024 * 1024;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;
const PING_MS = 2_000;
/** A line that leaves this many pings unanswered is half open. Counted in pings, not in time: a paused process has sent none. */
const MAX_UNANSWERED_PINGS = 3;
const HANDSHAKE_MS = 5_000;
/** A control plane says a few things a second. One that says more than this is broken or hostile: the line is cut. */
const FLOOD_FRAMES_PER_SECOND = 1_000;
const FLOOD_BYTES_PER_SECOND = 16 * 1024 * 1024;
/** A frame comes in few pieces; each one costs far more memory than its bytes. */
const MAX_FRAGMENTS = 1_024;
/** What may wait for a control plane that does not read. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** After a flood the next attempt waits as long as it ever does. */
const FLOODED_FAILURES = 10;

export interface LineEvents {
  /** A new connection stands. */
  opened(): void;
  /** A frame came: parsed JSON, not checked any further. */
  frame(value: unknown): void;
  closed(): void;
  count(reason: string): void;
  log(message: string): void;
}

type State =
  | { readonly at: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly at: 'connecting'; readonly socket: WebSocket }
  | { readonly at: 'up'; readonly socket: WebSocket; readonly pings: NodeJS.Timeout }
  | { readonly at: 'ended' };

/** The link must never keep the host's process alive. */
function unreferenced(secure: boolean): ClientOptions['createConnection'] {
  const connect = (options: NetConnectOpts & ConnectionOptions) => {
    // What `ws` does itself when it makes the socket: the path is the URL's, not that of a local socket.
    const target = { ...options, path: undefined };
    const socket = secure
      ? connectTls({ servername: 'host' in target ? String(target.host) : '', ...target })
      : connectPlain(target as NetConnectOpts);
    return socket.unref();
  };
  return connect as unknown as ClientOptions['createConnection'];
}

/**
 * One WebSocket to the control plane that comes back by itself: 100 ms after the first failure, at most 2 s later on,
 * each with jitter. Of several replicas it begins with any and goes to the next whenever a line ends, however it ended:
 * so agents spread, and a replica that stops hands its agents on. Nothing it does throws into the host or keeps its
 * process alive.
 */
export class Line {
  readonly #token: string;
  readonly #events: LineEvents;
  readonly #urls: readonly string[];
  #at: number;
  #state: State;
  #failures = 0;
  #lastProblem = '';

  /** Without an address the line stays down for good. */
  constructor(urls: readonly string[], token: string, events: LineEvents) {
    this.#token = token;
    this.#events = events;
    this.#urls = urls;
    this.#at = Math.floor(Math.random() * urls.length);
    this.#state = urls.length === 0 ? { at: 'ended' } : this.#wait(0);
  }

  get up(): boolean {
    return this.#state.at === 'up';
  }

  /** Sends a frame if the line is up; tells whether it was handed over. */
  send(frame: UpFrame): boolean {
    if (this.#state.at !== 'up') return false;
    const { socket } = this.#state;
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) {
      this.#cut(socket, 'line_unread');
      return false;
    }
    try {
      socket.send(JSON.stringify(frame));
      return true;
    } catch {
      this.#events.count('line_send_failed');
      return false;
    }
  }

  /** Closes the line for good. */
  end(): void {
    const state = this.#state;
    this.#state = { at: 'ended' };
    if (state.at === 'waiting') clearTimeout(state.timer);
    if (state.at === 'up') clearInterval(state.pings);
    if (state.at === 'connecting' || state.at === 'up') state.socket.terminate();
  }

  #wait(delayMs: number): State {
    const timer = setTimeout(() => this.#connect(this.#urls[this.#at] ?? ''), delayMs);
    return { at: 'waiting', timer: timer.unref() };
  }

  #connect(url: string): void {
    const options: ClientOptions & { [LINK_REQUEST]: true } = {
      [LINK_REQUEST]: true,
      headers: { authorization: `Bearer ${this.#token}` },
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_FRAME_BYTES,
      maxFragments: MAX_FRAGMENTS,
      perMessageDeflate: false,
      followRedirects: false,
      createConnection: unreferenced(url.startsWith('wss:')),
    };
    try {
      const socket = new WebSocket(url, options);
      this.#state = { at: 'connecting', socket };
      this.#listen(socket, url);
    } catch (error) {
      this.#problem(error, url);
      this.#retry();
    }
  }

  #listen(socket: WebSocket, url: string): void {
    let unanswered = 0;
    let heardSince = false;
    const flood = new Flood(FLOOD_FRAMES_PER_SECOND, FLOOD_BYTES_PER_SECOND);
    const isCurrent = (): boolean => 'socket' in this.#state && this.#state.socket === socket;
    socket.on('open', () => {
      if (!isCurrent()) return;
      const pings = setInterval(() => {
        // An answer to a report says as much as one to a ping: ten thousand agents need not ask for both.
        if (heardSince) {
          heardSince = false;
          return;
        }
        unanswered += 1;
        if (unanswered > MAX_UNANSWERED_PINGS) socket.terminate();
        else socket.ping();
      }, PING_MS).unref();
      this.#state = { at: 'up', socket, pings };
      this.#events.opened();
    });
    socket.on('pong', () => {
      unanswered = 0;
    });
    // A socket that was cut still delivers what it has read: that is nobody's word any more.
    const heard = (data: RawData): boolean => {
      unanswered = 0;
      heardSince = true;
      if (!isCurrent() || socket.readyState !== WebSocket.OPEN) return false;
      if (!flood.isOver(sizeOf(data))) return true;
      this.#failures = FLOODED_FAILURES * this.#urls.length;
      this.#cut(socket, 'line_flooded');
      return false;
    };
    socket.on('ping', heard);
    socket.on('message', (data, isBinary) => {
      if (heard(data)) this.#receive(data, isBinary);
    });
    socket.on('error', (error) => this.#problem(error, url));
    socket.on('close', () => {
      if (isCurrent()) this.#retry();
    });
  }

  #cut(socket: WebSocket, reason: string): void {
    this.#events.count(reason);
    socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.#events.count('frame_binary');
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(String(data));
    } catch {
      this.#events.count('frame_malformed');
      return;
    }
    this.#failures = 0;
    this.#lastProblem = '';
    this.#events.frame(value);
  }

  #retry(): void {
    const wasUp = this.#state.at === 'up';
    if (this.#state.at === 'up') clearInterval(this.#state.pings);
    // Each replica is tried before the pause grows.
    const rounds = Math.floor(this.#failures / this.#urls.length);
    const ceilingMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(rounds, 10));
    this.#failures += 1;
    this.#at = (this.#at + 1) % this.#urls.length;
    this.#state = this.#wait(ceilingMs * (0.5 + Math.random() / 2));
    if (wasUp) this.#events.closed();
  }

  /** Told once, not at every attempt. */
  #problem(error: unknown, url: string): void {
    this.#events.count('line_error');
    const told = error instanceof Error ? error.message : String(error);
    const problem = told.endsWith(': 401')
      ? 'the agent token is not accepted: HORMESIS_AGENT_TOKEN must hold a token of the role agent that is not revoked'
      : told;
    if (problem === this.#lastProblem) return;
    this.#lastProblem = problem;
    this.#events.log(`no line to the control plane at ${url}: ${problem}`);
  }
}

function sizeOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength;
}
