import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type WebhookEvent, webhookEvent } from '@hormesis/contract/webhook.ts';

/** How a receiver behaves: `reset` breaks off in the middle of its answer, `gone` listens no more. */
export type Mood = 'well' | 'sick' | 'hanging' | 'reset' | 'gone' | { readonly status: number };

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** What it answered with 2xx, to the end. */
  readonly taken: boolean;
}

/** A webhook's receiver, whose mood the test chooses. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  #mood: Mood = 'well';
  #server: Server | null = null;
  #port = 0;
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await receiver.#listen();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  async become(mood: Mood): Promise<void> {
    this.#mood = mood;
    if (mood === 'gone') return this.stop();
    if (!this.#server) await this.#listen();
  }

  /** What was taken, each event once, in the order of its first arrival. */
  events(): WebhookEvent[] {
    const seen = new Map<string, WebhookEvent>();
    for (const { body, taken } of this.received) {
      const event = taken && webhookEvent.parse(JSON.parse(body));
      if (event && !seen.has(event.id)) seen.set(event.id, event);
    }
    return [...seen.values()];
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response).catch(() => {}));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mood = this.#mood;
    const body = await text(request);
    this.received.push({ headers: request.headers, body, taken: mood === 'well' });
    if (mood === 'hanging') return;
    if (mood === 'reset') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"ok":', () => request.socket.resetAndDestroy());
      return;
    }
    const status = mood === 'well' ? 204 : mood === 'sick' ? 500 : typeof mood === 'object' ? mood.status : 500;
    response.writeHead(status, status >= 300 && status < 400 ? { location: 'http://127.0.0.1:1/' } : {}).end();
  }
}

/** Whether the signature is what the guide tells a receiver to look for. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(`${headers['hormesis-timestamp']}.${body}`).digest('hex');
  return headers['hormesis-signature'] === `sha256=${expected}`;
}
