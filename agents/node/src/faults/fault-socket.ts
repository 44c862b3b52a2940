import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Injection } from '@hormesis/link/agent.ts';
import { affectPushes } from './body-effect.ts';
import type { BodyEffect, Continuation } from './continuation.ts';
import { actsOn, beginFault, type Cancel } from './fault.ts';
import { Forwarding } from './forwarding.ts';
import { type Answer, injectedResponse, rawResponse } from './injected-response.ts';
import { resetError } from './reset-error.ts';

/** What an injected call needs from its surroundings. */
export interface FaultedCall {
  readonly request: ClientRequest;
  readonly injection: Injection;
  /** The connection the call was given; null when the fault keeps it from having one. */
  readonly connection: Socket | null;
  /** Opens another connection, for when the first one went stale during the fault; null when there is no way to. */
  readonly reconnect: ((done: (error: Error | null, socket?: Socket) => void) => void) | null;
  /** The fault really acts from now on. */
  readonly applied: () => void;
}

type Stage =
  | { readonly name: 'idle' }
  | { readonly name: 'faulted'; readonly cancel: Cancel }
  | { readonly name: 'answered' }
  | { readonly name: 'connecting' }
  | { readonly name: 'forwarding'; readonly to: Forwarding };

type Done = (error?: Error | null) => void;

/** Bytes of upload taken in while the call waits; beyond, the caller feels back-pressure as from a full receive window. */
const UPLOAD_LIMIT_BYTES = 1024 * 1024;
/** An upload that never ends (a caller that talks while it listens) is answered after this time all the same. */
const ANSWER_AFTER_MS = 1_000;

/**
 * Stands between an HTTP call and its connection for the length of a fault. To the caller it is a connection to a server
 * that is slow or answers with an error: its own timeout, AbortSignal and destroy work as they would with that server.
 * (Delaying the call before it had a socket suppressed its timeout: measured, and the reason for this class.)
 * It is never pooled: the request's end destroys it and the connection behind it.
 */
export class FaultSocket extends Duplex {
  readonly connecting = false;
  timeout: number | undefined = undefined;
  readonly #call: FaultedCall;
  #stage: Stage = { name: 'idle' };
  #upload: Buffer[] = [];
  #uploadBytes = 0;
  #heldWrite: Done | null = null;
  #stale = false;
  #idleTimer: NodeJS.Timeout | undefined;
  #answerTimer: NodeJS.Timeout | undefined;

  constructor(call: FaultedCall) {
    super({ allowHalfOpen: false });
    this.#call = call;
    if (call.connection !== null) this.#watch(call.connection);
    // Node says `free` when the response is whole and the connection could go back to the pool.
    this.on('free', () => this.destroy());
  }

  /** While the fault acts, only the loss of the connection matters. */
  #watch(connection: Socket): void {
    const fresh = !this.#call.request.reusedSocket;
    const lost = () => {
      this.#stale = true;
    };
    connection.on('data', lost);
    connection.on('end', lost);
    connection.on('close', lost);
    connection.on('error', (error) => {
      lost();
      // The dependency is really down: the caller learns it when it would have. A pooled connection that its server
      // closed meanwhile is another matter, because a call that is merely slow would have kept it busy.
      if (fresh && (this.#stage.name === 'idle' || this.#stage.name === 'faulted')) this.destroy(error);
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#touch();
    switch (this.#stage.name) {
      case 'answered':
        done();
        return;
      case 'forwarding':
        this.#stage.to.write(chunk, done);
        return;
      case 'idle':
        this.#keep(chunk, done);
        this.#begin();
        return;
      case 'faulted':
      case 'connecting':
        this.#keep(chunk, done);
        return;
    }
  }

  #keep(chunk: Buffer, done: Done): void {
    this.#upload.push(chunk);
    this.#uploadBytes += chunk.length;
    if (this.#uploadBytes > UPLOAD_LIMIT_BYTES) this.#heldWrite = done;
    else done();
  }

  /** With the first byte of the request: a server cannot be slow about a request that it has not seen. */
  #begin(): void {
    const { injection } = this.#call;
    if (injection.released.aborted) {
      this.#goOn(null);
      return;
    }
    try {
      if (actsOn(injection.fault) === 'call') this.#call.applied();
      this.#stage = { name: 'faulted', cancel: () => {} };
      const cancel = beginFault(injection.fault, injection.released, (next) => this.#continue(next));
      if (this.#stage.name === 'faulted') this.#stage = { name: 'faulted', cancel };
    } catch {
      injection.skipped();
      this.#goOn(null);
    }
  }

  #continue(next: Continuation): void {
    if (this.destroyed) return;
    switch (next.go) {
      case 'on':
        this.#goOn(next.body);
        return;
      case 'answer':
        this.#answer(next);
        return;
      case 'reset':
        this.#reset();
        return;
    }
  }

  /** Later, because the caller is in the middle of its first write. */
  #reset(): void {
    this.#stage = { name: 'answered' };
    this.#dropUpload();
    setImmediate(() => this.destroy(resetError(this.#call.injection)));
  }

  #answer(answer: Answer): void {
    const { request, injection } = this.#call;
    this.#stage = { name: 'answered' };
    this.#dropUpload();
    const response = rawResponse(injectedResponse(answer, injection.experiment), request.method);
    let sent = false;
    const send = () => {
      if (sent || this.destroyed) return;
      sent = true;
      clearTimeout(this.#answerTimer);
      injection.end();
      this.push(response);
      this.push(null);
    };
    injection.released.addEventListener('abort', send, { once: true });
    if (request.writableFinished || request.hasHeader('expect')) setImmediate(send);
    else {
      request.once('finish', send);
      this.#answerTimer = setTimeout(send, ANSWER_AFTER_MS);
    }
  }

  /** The same bytes go to the real dependency: the fault is over, or acts on the body of what comes back. */
  #goOn(effect: BodyEffect | null): void {
    const { connection, reconnect, injection } = this.#call;
    const body = injection.released.aborted ? null : effect;
    if (body === null) injection.end();
    if (connection !== null && !this.#stale && !connection.destroyed) {
      this.#forward(connection, body);
      return;
    }
    this.#stage = { name: 'connecting' };
    if (reconnect === null) {
      this.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
      return;
    }
    reconnect((error, socket) => {
      if (this.destroyed || socket === undefined) {
        socket?.destroy();
        if (!this.destroyed) this.destroy(error ?? new Error('no connection'));
      } else this.#forward(socket, body);
    });
  }

  #forward(connection: Socket, effect: BodyEffect | null): void {
    const { request, injection } = this.#call;
    const call = { released: injection.released, applied: once(this.#call.applied) };
    if (effect?.effect === 'changed') withResponse(request, (response) => affectPushes(response, effect, call));
    const caller = {
      push: (chunk: Buffer | null) => {
        if (this.readableEnded || this.destroyed) return false;
        this.#touch();
        return this.push(chunk);
      },
      broken: (error: Error) => void this.destroy(error),
    };
    const to = new Forwarding(connection, caller, effect?.effect === 'paced' ? { ...effect, ...call } : null);
    this.#stage = { name: 'forwarding', to };
    this.once('close', () => to.stop());
    for (const chunk of this.#upload) to.write(chunk);
    this.#dropUpload();
  }

  #dropUpload(): void {
    this.#upload = [];
    const held = this.#heldWrite;
    this.#heldWrite = null;
    held?.();
  }

  override _read(): void {
    if (this.#stage.name === 'forwarding') this.#stage.to.resume();
  }

  override _final(done: Done): void {
    if (this.#stage.name === 'forwarding') this.#stage.to.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#answerTimer);
    if (this.#stage.name === 'faulted') this.#stage.cancel();
    this.#call.injection.end();
    this.#call.connection?.destroy();
    done(error);
  }

  /* ------------------------------------------- what `http` and client libraries expect of a net.Socket or TLSSocket */

  /** Idle timeout as of net.Socket: emits `timeout` after this many milliseconds without traffic; 0 switches it off. */
  setTimeout(timeoutMs: number, listener?: () => void): this {
    this.timeout = timeoutMs;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
    if (timeoutMs > 0) {
      this.#idleTimer = setTimeout(() => this.emit('timeout'), timeoutMs).unref();
      if (listener !== undefined) this.once('timeout', listener);
    } else if (listener !== undefined) this.off('timeout', listener);
    return this;
  }

  #touch(): void {
    this.#idleTimer?.refresh();
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#call.connection?.ref();
    return this;
  }

  unref(): this {
    this.#call.connection?.unref();
    return this;
  }

  address(): object {
    return this.#call.connection?.address() ?? {};
  }

  get remoteAddress(): string | undefined {
    return this.#call.connection?.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.#call.connection?.remotePort;
  }

  get encrypted(): boolean {
    return this.#call.request.protocol === 'https:';
  }

  get authorized(): boolean {
    return this.encrypted;
  }

  getPeerCertificate(detailed?: boolean): unknown {
    const connection = this.#call.connection;
    return connection !== null &&
      'getPeerCertificate' in connection &&
      typeof connection.getPeerCertificate === 'function'
      ? connection.getPeerCertificate(detailed)
      : {};
  }
}

/** Sees the response before its listeners do, and is no listener: a response that nobody listens to must be dumped. */
function withResponse(request: ClientRequest, work: (response: IncomingMessage) => void): void {
  const emit = request.emit as (...args: unknown[]) => boolean;
  const emitting = (...args: unknown[]): boolean => {
    if (args[0] === 'response') work(args[1] as IncomingMessage);
    return Reflect.apply(emit, request, args);
  };
  request.emit = emitting as typeof request.emit;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
