import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import type { Injection } from '@hormesis/link/agent.ts';
import { affectPushes } from '../faults/body-effect.ts';
import type { BodyEffect, Continuation } from '../faults/continuation.ts';
import { actsOn, beginFault, type Cancel } from '../faults/fault.ts';
import { type Answer, injectedResponse } from '../faults/injected-response.ts';
import { streamResetError } from '../faults/reset-error.ts';

/** A stream that Node has made and not begun; `start` sends its head. Null: Node does not wait for us. */
export interface HeldRequest {
  readonly stream: ClientHttp2Stream;
  readonly start: (() => void) | null;
}

/**
 * Makes the request as Node makes it while the session still connects: the stream exists, takes in uploads, obeys its
 * AbortSignal and its timeout, and nothing is sent. Node keeps such calls in a list; for this one the list is ours.
 */
export function requestHeld(session: ClientHttp2Session, request: () => ClientHttp2Stream): HeldRequest {
  const symbol = Object.getOwnPropertySymbols(session).find((each) => each.description === 'kPendingRequestCalls');
  if (symbol === undefined) return { stream: request(), start: null };
  const calls: unknown = Reflect.get(session, symbol);
  const ours: unknown[] = [];
  Reflect.set(session, symbol, ours);
  Object.defineProperty(session, 'connecting', { value: true, configurable: true });
  try {
    const stream = request();
    const start = ours[0];
    return { stream, start: typeof start === 'function' ? () => begin(session, start as () => void) : null };
  } finally {
    Reflect.deleteProperty(session, 'connecting');
    Reflect.set(session, symbol, calls);
  }
}

function begin(session: ClientHttp2Session, start: () => void): void {
  if (session.destroyed) return;
  if (session.connecting) session.once('connect', start);
  else start();
}

type Done = (error?: Error | null) => void;
type Stage = { readonly name: 'faulted'; readonly cancel: Cancel } | { readonly name: 'forwarded' | 'over' };

/** The members of a stream that the fault takes over while it acts. */
interface Internals {
  _read?: (size: number) => void;
  _write?: (chunk: unknown, encoding: BufferEncoding, done: Done) => void;
  _writev?: (chunks: unknown[], done: Done) => void;
  _final?: (done: Done) => void;
  close?: ClientHttp2Stream['close'];
}
const TAKEN = ['_read', '_write', '_writev', '_final', 'close'] as const;

/** A call of HTTP/2 that a fault acts on. To the caller it is a stream whose server is slow, fails or resets it. */
export class FaultedStream {
  readonly #stream: ClientHttp2Stream;
  readonly #start: () => void;
  readonly #injection: Injection;
  readonly #applied: () => void;
  /** Node's own steps that wait for the stream to begin. */
  readonly #waiting: readonly (() => void)[];
  /** What the stream asked for meanwhile: done for real when the call goes on, swallowed when it is answered. */
  #asked: ((forReal: boolean) => void)[] = [];
  #stage: Stage = { name: 'faulted', cancel: () => {} };

  constructor(stream: ClientHttp2Stream, start: () => void, injection: Injection, applied: () => void) {
    this.#stream = stream;
    this.#start = start;
    this.#injection = injection;
    this.#applied = applied;
    this.#waiting = stream.rawListeners('ready') as (() => void)[];
  }

  begin(): void {
    const { released, fault } = this.#injection;
    // Already aborted by its caller.
    if (this.#stream.destroyed) {
      this.#end({ name: 'over' });
      return;
    }
    this.#takeOver();
    try {
      if (!released.aborted && actsOn(fault) === 'call') this.#applied();
      const cancel = beginFault(fault, released, (next) => this.#continue(next));
      if (this.#stage.name === 'faulted') this.#stage = { name: 'faulted', cancel };
    } catch {
      this.#injection.skipped();
      this.#forward(null);
    }
  }

  #takeOver(): void {
    const own = this.#stream as unknown as Internals;
    const real = Object.getPrototypeOf(this.#stream) as Required<Internals>;
    const stream = this.#stream;
    own._read = (size) => this.#asked.push((forReal) => forReal && real._read.call(stream, size));
    own._write = (chunk, encoding, done) =>
      this.#asked.push((forReal) => (forReal ? real._write.call(stream, chunk, encoding, done) : done()));
    own._writev = (chunks, done) =>
      this.#asked.push((forReal) => (forReal ? real._writev.call(stream, chunks, done) : done()));
    own._final = (done) => this.#asked.push((forReal) => (forReal ? real._final.call(stream, done) : done()));
    // Node would wait for the stream to begin before it closes it.
    own.close = (code, callback) => {
      real.close.call(stream, code, callback);
      setImmediate(() => stream.destroy());
    };
    stream.once('close', this.#closed);
  }

  readonly #closed = (): void => {
    if (this.#stage.name === 'faulted') this.#stage.cancel();
    this.#end({ name: 'over' });
  };

  #continue(next: Continuation): void {
    if (this.#stage.name !== 'faulted') return;
    switch (next.go) {
      case 'on':
        this.#forward(next.body);
        return;
      // Later, because the caller has not even been given the stream.
      case 'answer':
        setImmediate(() => this.#answer(next));
        return;
      case 'reset':
        setImmediate(() => this.#reset());
        return;
    }
  }

  /** To the real dependency: the fault is over, or acts on the body of what comes back. */
  #forward(body: BodyEffect | null): void {
    const { released } = this.#injection;
    const effect = released.aborted ? null : body;
    if (effect === null) this.#end({ name: 'forwarded' });
    else this.#stage = { name: 'forwarded' };
    for (const name of TAKEN) Reflect.deleteProperty(this.#stream, name);
    for (const ask of this.#asked.splice(0)) ask(true);
    if (effect !== null) affectPushes(this.#stream, effect, { released, applied: once(this.#applied) });
    // A session that was closed meanwhile, by either side, begins no more streams: the caller learns that from Node.
    this.#start();
  }

  /** The stream is reset, as by a server that failed in the middle; its session lives on. */
  #reset(): void {
    if (this.#stage.name !== 'faulted') return;
    this.#end({ name: 'over' });
    this.#swallow();
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    this.#stream.destroy(streamResetError(this.#injection));
  }

  #answer(answer: Answer): void {
    if (this.#stage.name !== 'faulted') return;
    const stream = this.#stream;
    const headRequest = stream.sentHeaders?.[':method'] === 'HEAD';
    const response = injectedResponse(answer, this.#injection.experiment);
    this.#end({ name: 'over' });
    this.#swallow();
    const raw = [':status', String(answer.status), ...response.headers.flat()];
    const headers = Object.assign(
      Object.create(null),
      { ':status': answer.status },
      Object.fromEntries(response.headers),
    );
    stream.once('end', () => stream.destroy());
    stream.emit('ready');
    stream.emit('response', headers, 4, raw);
    if (stream.destroyed) return;
    if (!headRequest) stream.push(response.body);
    stream.push(null);
  }

  /** The upload comes to its end although nobody reads it. */
  #swallow(): void {
    const own = this.#stream as unknown as Internals;
    own._read = () => {};
    own._write = (_chunk, _encoding, done) => done();
    own._writev = (_chunks, done) => done();
    own._final = (done) => done();
    for (const step of this.#waiting) {
      this.#stream.removeListener('ready', step);
      Reflect.apply(step, this.#stream, []);
    }
    for (const ask of this.#asked.splice(0)) ask(false);
    this.#stream.uncork();
  }

  #end(next: Stage): void {
    this.#stage = next;
    this.#injection.end();
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
