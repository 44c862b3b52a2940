import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

type Direction = 'up' | 'down';

/**
 * A TCP relay that can be cut, slow, or deaf in one direction. What it holds back it delivers in order when it is mended,
 * as a network does that lost packets: the ends of connections too, so that one side may believe in a line that the other
 * has given up.
 */
export class FaultyRelay {
  readonly #server: Server;
  readonly #pipes = new Set<Pipe>();
  readonly #sockets = new Set<Socket>();
  readonly #held = { up: false, down: false };
  readonly #delayMs = { up: 0, down: 0 };
  #isCut = false;

  private constructor(target: { host: string; port: number }) {
    this.#server = createServer((near) => this.#relay(near, target));
  }

  static async to(host: string, port: number): Promise<FaultyRelay> {
    const relay = new FaultyRelay({ host, port });
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Delivers what comes in this direction, or in both, so much later, milliseconds. */
  slow(delayMs: number, directions: readonly Direction[] = ['up', 'down']): void {
    for (const direction of directions) this.#delayMs[direction] = delayMs;
  }

  /** Delivers nothing in one direction until it is mended. */
  hold(direction: Direction): void {
    this.#held[direction] = true;
  }

  mend(): void {
    this.#isCut = false;
    for (const direction of ['up', 'down'] as const) {
      this.#held[direction] = false;
      this.#delayMs[direction] = 0;
    }
    for (const pipe of this.#pipes) pipe.pump();
  }

  async stop(): Promise<void> {
    this.cut();
    for (const pipe of this.#pipes) pipe.stop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #relay(near: Socket, { host, port }: { host: string; port: number }): void {
    this.#keep(near);
    if (this.#isCut) return void near.destroy();
    const far = connect(port, host);
    this.#keep(far);
    this.#pipe(near, far, 'up');
    this.#pipe(far, near, 'down');
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
  }

  #pipe(from: Socket, to: Socket, direction: Direction): void {
    const pipe = new Pipe(
      to,
      () => this.#held[direction],
      () => this.#delayMs[direction],
    );
    this.#pipes.add(pipe);
    from.on('data', (chunk: Buffer) => pipe.push(chunk));
    from.on('close', () => pipe.push(null));
    to.on('close', () => {
      pipe.stop();
      this.#pipes.delete(pipe);
    });
  }
}

/** One direction of one connection. */
class Pipe {
  readonly #to: Socket;
  readonly #isHeld: () => boolean;
  readonly #delayMs: () => number;
  /** `null` ends the connection. */
  readonly #queue: { readonly chunk: Buffer | null; readonly readyAtMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(to: Socket, isHeld: () => boolean, delayMs: () => number) {
    this.#to = to;
    this.#isHeld = isHeld;
    this.#delayMs = delayMs;
  }

  push(chunk: Buffer | null): void {
    const before = this.#queue.at(-1)?.readyAtMs ?? 0;
    this.#queue.push({ chunk, readyAtMs: Math.max(before, performance.now() + this.#delayMs()) });
    this.pump();
  }

  /** Delivers what is due. */
  pump(): void {
    clearTimeout(this.#timer);
    for (let head = this.#queue[0]; head && !this.#isHeld(); head = this.#queue[0]) {
      const waitMs = head.readyAtMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), waitMs);
        return;
      }
      this.#queue.shift();
      if (head.chunk) this.#to.write(head.chunk);
      else this.#to.destroy();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }
}
