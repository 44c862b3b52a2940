import type { ServerResponse } from 'node:http';
import type { Answer } from './scripted-server.ts';

/** One topic of the scripted event stream: tells its state at once, beats each second, and tells what comes later. */
export class Topic {
  readonly #open = new Set<ServerResponse>();
  /** Events are named after the topic, without an experiment's id. */
  readonly #name: string;
  #value: unknown;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, value: unknown) {
    this.#name = name;
    this.#value = value;
  }

  readonly answer: Answer = () => ({
    stream: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      this.#open.add(response.on('close', () => this.#open.delete(response)));
      this.#send(`event: ${this.#name}\ndata: ${JSON.stringify(this.#value)}\n\n`);
      this.#timer ??= setInterval(() => this.#send('event: beat\ndata: {}\n\n'), 500);
    },
  });

  tell(value: unknown): void {
    this.#value = value;
    this.#send(`event: ${this.#name}\ndata: ${JSON.stringify(value)}\n\n`);
  }

  /** The line stays open and says nothing more, as behind a cable that was pulled. */
  fallSilent(): void {
    clearInterval(this.#timer);
  }

  #send(text: string): void {
    for (const response of this.#open) response.write(text);
  }
}
