import type { Server, ServerResponse } from 'node:http';

const IDLE_CHECK_MS = 25;

/** Ends an HTTP server so that nobody who was let in is cut off: what has begun is answered, nothing new begins. */
export class Draining {
  readonly #server: Server;
  readonly #answering = new Set<ServerResponse>();
  #begun = false;

  constructor(server: Server) {
    this.#server = server;
    server.prependListener('request', (_request, response) => {
      this.#answering.add(response);
      response.on('close', () => this.#answering.delete(response));
      if (this.#begun) response.shouldKeepAlive = false;
    });
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** What is open ends with its answer; whoever opened the doors closes them. */
  begin(): void {
    this.#begun = true;
    for (const response of this.#answering) if (!response.headersSent) response.shouldKeepAlive = false;
  }

  /** Resolves when all are answered, or after `timeoutMs` milliseconds. */
  async done(timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (this.#answering.size > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, IDLE_CHECK_MS));
      this.#server.closeIdleConnections();
    }
  }
}
