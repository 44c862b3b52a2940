import { createConnection, type Socket } from 'node:net';

/** A user comes back this often before the next one takes the connection. */
const REQUESTS_A_USER = 10;

/**
 * Sixteen kept connections that ask a service one request after the other, as fast as it answers: as many requests as
 * told, and none is left when `run` is over, so that a slice of time is the service's own.
 */
export class Load {
  readonly #connections: readonly Connection[];

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  static async connect(port: number, connections = 16): Promise<Load> {
    return new Load(await Promise.all(Array.from({ length: connections }, (_, index) => Connection.to(port, index))));
  }

  /** Milliseconds that `requests` requests took. Rejects when one is not answered with 200. */
  async run(requests: number): Promise<number> {
    let left = requests;
    const beganMs = performance.now();
    await Promise.all(
      this.#connections.map(async (connection) => {
        while (left > 0) {
          left -= 1;
          await connection.ask();
        }
      }),
    );
    return performance.now() - beganMs;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

/** Speaks just enough HTTP: what it costs here is taken from the service on a machine with two cores. */
class Connection {
  readonly #socket: Socket;
  readonly #index: number;
  #asked = 0;
  #text = '';
  #waiting: { resolve(): void; reject(error: Error): void } | null = null;
  #ended: Error | null = null;

  private constructor(socket: Socket, index: number) {
    this.#socket = socket;
    this.#index = index;
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#take(chunk));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('the service closed a connection')));
  }

  static to(port: number, index: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host: '127.0.0.1', port }, () => resolve(new Connection(socket, index)));
      socket.once('error', reject);
    });
  }

  ask(): Promise<void> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const user = `user-${this.#index}-${Math.floor(this.#asked / REQUESTS_A_USER)}`;
    this.#asked += 1;
    this.#socket.write(
      `GET /work HTTP/1.1\r\nhost: bench\r\nx-user-id: ${user}\r\naccept: application/json\r\nuser-agent: bench\r\n\r\n`,
    );
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#text += chunk;
    const headEnd = this.#text.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#text)?.[1]);
    if (this.#text.length < headEnd + 4 + length) return;
    const line = this.#text.slice(0, this.#text.indexOf('\r\n'));
    this.#text = '';
    if (line.startsWith('HTTP/1.1 200')) this.#waiting?.resolve();
    else this.#end(new Error(`the service answered ${line}`));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}
