import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface HeardRequest {
  readonly route: string;
  readonly token: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly body: unknown;
}

/** What the scripted control plane does with a request: answer it, break the connection, or write a stream. */
export type Reply =
  | { readonly status?: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly stream: (response: ServerResponse) => void }
  | 'break';
export type Answer = (request: HeardRequest, nth: number) => Reply | Promise<Reply>;

export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  /** What was asked so far, oldest first. */
  heardOf(route: string): HeardRequest[];
  /** Breaks every open connection and goes on listening. */
  breakStreams(): void;
  stop(): Promise<void>;
}

/** A control plane that follows a script: `'POST /experiments': (request, nth) => reply`, paths below `/api/v1`. */
export async function startScripted(script: Record<string, Answer>, port = 0): Promise<ScriptedServer> {
  const heard: HeardRequest[] = [];
  const server = createServer(async (request, response) => {
    const now = await hear(request);
    heard.push(now);
    const nth = heard.filter(({ route }) => route === now.route).length;
    write(response, (await script[now.route]?.(now, nth)) ?? failure(404, 'not_found', `nothing at ${now.route}`));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    heardOf: (route) => heard.filter((each) => each.route === route),
    breakStreams: () => server.closeAllConnections(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An error answer as the control plane gives it. */
export function failure(status: number, code: string, message: string, more: Record<string, unknown> = {}): Reply {
  return { status, body: { error: { code, message, ...more } } };
}

/** An event stream that tells these states of an experiment at once, then stays open or ends. */
export function eventStream(topic: string, data: readonly unknown[], end: 'stays open' | 'ends'): Reply {
  return {
    stream: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': here\n\n');
      for (const each of data) response.write(`event: ${topic}\ndata: ${JSON.stringify(each)}\n\n`);
      if (end === 'ends') response.end();
    },
  };
}

async function hear(request: IncomingMessage): Promise<HeardRequest> {
  const body = await text(request);
  return {
    route: `${request.method} ${(request.url ?? '').replace('/api/v1', '')}`,
    token: request.headers.authorization?.replace('Bearer ', ''),
    idempotencyKey: request.headers['idempotency-key']?.toString(),
    body: body === '' ? null : JSON.parse(body),
  };
}

function write(response: ServerResponse, reply: Reply): void {
  if (reply === 'break') response.destroy();
  else if ('stream' in reply) reply.stream(response);
  else {
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body));
  }
}
