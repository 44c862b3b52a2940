import type { Socket } from 'node:net';
import { Pace } from './pace.ts';
import { ResponseHead } from './response-head.ts';

/** The side of the caller. */
export interface CallerSide {
  /** False: it can take no more until `Forwarding.resume`. */
  push(chunk: Buffer | null): boolean;
  broken(error: Error): void;
}

/** The response's body is let through slowly. */
export interface Slowly {
  readonly bytesPerSecond: number;
  readonly released: AbortSignal;
  /** The first byte of a body has come. */
  readonly applied: () => void;
}

/** The real connection of a call whose fault is over, or acts on the response only: bytes pass in both directions. */
export class Forwarding {
  readonly #to: Socket;
  readonly #caller: CallerSide;
  readonly #pace: Pace | null;
  readonly #deliver: (chunk: Buffer) => boolean;

  constructor(to: Socket, caller: CallerSide, slowly: Slowly | null) {
    this.#to = to;
    this.#caller = caller;
    this.#pace = slowly && this.#paced(slowly);
    this.#deliver = slowly && this.#pace ? splitting(caller, this.#pace, slowly) : (chunk) => caller.push(chunk);
    to.setTimeout(0);
    to.on('data', (chunk: Buffer) => {
      if (!this.#deliver(chunk)) to.pause();
    });
    to.on('end', () => this.#ended());
    to.on('error', (error) => caller.broken(error));
    to.on('close', () => this.#ended());
  }

  write(chunk: Buffer, done?: (error?: Error | null) => void): void {
    this.#to.write(chunk, done);
  }

  end(): void {
    this.#to.end();
  }

  /** The caller can take more. */
  resume(): void {
    if (this.#pace) this.#pace.resume();
    else this.#to.resume();
  }

  stop(): void {
    this.#pace?.stop();
    this.#to.destroy();
  }

  #paced({ bytesPerSecond, released }: Slowly): Pace {
    return new Pace(bytesPerSecond, released, {
      deliver: (chunk) => this.#caller.push(chunk),
      drained: () => this.#to.resume(),
    });
  }

  #ended(): void {
    if (this.#pace) this.#pace.end(() => this.#caller.push(null));
    else this.#caller.push(null);
  }
}

/** What follows is another protocol and no body. */
const UPGRADED = /^HTTP\/1\.\d 101 /;

/** The head passes at once: a client's timeout for it is none of a slow body's business. */
function splitting(caller: CallerSide, pace: Pace, { applied }: Slowly): (chunk: Buffer) => boolean {
  const responseHead = new ResponseHead();
  let upgraded = false;
  return (chunk) => {
    const { head, rest } = responseHead.take(chunk);
    const takes = head === null || caller.push(head);
    if (head !== null && UPGRADED.test(head.toString('latin1', 0, 20))) upgraded = true;
    if (rest === null) return takes;
    if (upgraded) return caller.push(rest);
    applied();
    return pace.write(rest);
  };
}
