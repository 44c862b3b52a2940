import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Now } from '@hormesis/contract/status.ts';

const DIST = fileURLToPath(new URL('../../web/dist', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const BEAT_MS = 500;

export interface Reply {
  readonly status?: number;
  readonly body: unknown;
}

/** The built page over answers that a test makes up: states that a real control plane is rarely in, and fleets no machine here can run. */
export interface StubPlane {
  readonly url: string;
  /** What an API path answers from now on, whatever its query; a function is asked each time. */
  answer(path: string, reply: Reply | ((url: URL) => Reply)): void;
  /** Sends an event to everybody who watches the topic, and first of all to whoever comes later. */
  tell(topic: string, state: unknown): void;
  /** Sends something that passes, beside the state, to those who watch now. */
  pass(topic: string, event: string, data: unknown): void;
  /** Breaks every stream: whoever watches asks anew. */
  drop(): void;
  /** Every file of the page that was sent since the start. */
  readonly sent: ReadonlyMap<string, Buffer>;
  stop(): Promise<void>;
}

export const IDLE_NOW: Now = {
  status: {
    version: '0.0.0-stub',
    ready: true,
    agents: { connected: 0 },
    experiments: { running: 0, paused: 0 },
    traffic: { treatmentPpm: 0 },
    hold: { on: false, by: '', reason: '', since: null },
  },
  paths: [],
  running: [],
  recent: [],
  planned: [],
  limits: { version: 1 },
  findings: { blocking: 0, lastEvent: 0 },
  terminations: { open: 0, moment: '' },
  gameDays: [],
  lastGameDayEvent: 0,
};

/** Starts one that answers as an empty, healthy control plane would. */
export async function stubPlane(): Promise<StubPlane> {
  const replies = new Map<string, (url: URL) => Reply>();
  const topics = new Map<string, { last: string; watchers: Set<ServerResponse> }>();
  const sent = new Map<string, Buffer>();
  const topicOf = (name: string) => {
    const topic = topics.get(name) ?? { last: '', watchers: new Set<ServerResponse>() };
    topics.set(name, topic);
    return topic;
  };
  const everybody = () => [...topics.values()].flatMap(({ watchers }) => [...watchers]);
  const beat = setInterval(() => {
    for (const watcher of everybody()) watcher.write('event: beat\ndata: {}\n\n');
  }, BEAT_MS);

  const stream = (name: string, response: ServerResponse) => {
    const topic = topicOf(name);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(topic.last || ': hello\n\n');
    topic.watchers.add(response);
    response.on('close', () => topic.watchers.delete(response));
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://stub');
    if (url.pathname === '/api/v1/stream') return stream(url.searchParams.get('topic') ?? '', response);
    if (!url.pathname.startsWith('/api/v1/')) return void sendFile(url.pathname, response, sent);
    const { status = 200, body } = replies.get(url.pathname.slice('/api/v1'.length))?.(url) ?? {
      body: { items: [], total: 0 },
    };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const plane: StubPlane = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    answer: (at, reply) => void replies.set(at, typeof reply === 'function' ? reply : () => reply),
    tell(name, state) {
      const topic = topicOf(name);
      topic.last = `event: ${name.split(':')[0]}\ndata: ${JSON.stringify(state)}\n\n`;
      for (const watcher of topic.watchers) watcher.write(topic.last);
    },
    pass(name, event, data) {
      for (const watcher of topicOf(name).watchers) watcher.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    drop: () => {
      for (const watcher of everybody()) watcher.destroy();
    },
    async stop() {
      clearInterval(beat);
      for (const watcher of everybody()) watcher.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  plane.answer('/session', { body: { name: 'ada', role: 'operator' } });
  plane.answer('/now', { body: IDLE_NOW });
  plane.tell('now', IDLE_NOW);
  return plane;
}

async function sendFile(pathname: string, response: ServerResponse, sent: Map<string, Buffer>): Promise<void> {
  const type = TYPES[path.extname(pathname)];
  const file = type ? path.join(DIST, path.normalize(pathname)) : path.join(DIST, 'index.html');
  try {
    const content = await readFile(file);
    sent.set(path.relative(DIST, file), content);
    response.writeHead(200, { 'content-type': type ?? 'text/html' }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
