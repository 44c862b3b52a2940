import { STREAM_HEARTBEAT_MS } from '@hormesis/contract/http-api.ts';
import type { Response } from 'express';
import type { Logger } from '../../platform/logging.ts';

/** What a page may watch. */
export type Topic =
  | { readonly kind: 'now' }
  | { readonly kind: 'topology' }
  | { readonly kind: 'experiment'; readonly id: string }
  | { readonly kind: 'game-day'; readonly id: string };

/** Parses `now`, `topology`, `experiment:<id>` or `game-day:<id>`; null when it is none of them. */
export function parseTopic(text: unknown): Topic | null {
  if (text === 'now' || text === 'topology') return { kind: text };
  const [, kind, id] = (typeof text === 'string' && /^(experiment|game-day):([eg][a-z0-9]{5,31})$/.exec(text)) || [];
  if (kind === undefined || id === undefined) return null;
  return kind === 'experiment' ? { kind: 'experiment', id } : { kind: 'game-day', id };
}

interface Watched {
  readonly topic: Topic;
  readonly watchers: Set<Response>;
  lastText: string;
  /** What was sent last is the present state as far as this process knows: no read has failed since, and none is going on. */
  current: boolean;
}

const MOST_BUFFERED = 4 * 1024 * 1024;
const BEAT = 'event: beat\ndata: {}\n\n';

/**
 * Server-sent events. Each topic is read once for all who watch it: after a change, and once a second while somebody does.
 * It is sent whole, and only when it differs; a beat after it or in its place, twice a second, lets a page notice a dead line
 * and a state that nobody can read.
 */
export class StreamHub {
  readonly #topics = new Map<string, Watched>();
  readonly #read: (topic: Topic) => Promise<unknown>;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #publishing = false;
  #beats = 0;

  constructor(read: (topic: Topic) => Promise<unknown>, log: Logger) {
    this.#read = read;
    this.#log = log;
    this.#timer = setInterval(() => this.#tick(), STREAM_HEARTBEAT_MS / 2);
  }

  /** Streams `topic` to `response` until the client goes. `first` is its state now. */
  watch(topic: Topic, first: unknown, response: Response): void {
    // Whoever left while the first state was read would be written to for ever.
    if (response.destroyed) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const key = keyOf(topic);
    const watched = this.#topics.get(key) ?? { topic, watchers: new Set<Response>(), lastText: '', current: true };
    this.#topics.set(key, watched);
    watched.watchers.add(response);
    response.write(eventOf(topic, JSON.stringify(first)));
    response.on('close', () => {
      watched.watchers.delete(response);
      if (watched.watchers.size === 0) this.#topics.delete(key);
    });
  }

  #tick(): void {
    this.#beats += 1;
    if (this.#beats % 2 === 0) return void this.publish();
    for (const watched of this.#topics.values()) if (watched.current) send(watched, BEAT);
  }

  /** Reads every watched topic and sends what changed. A topic that cannot be read gets no beat: its pages see it is stale. */
  async publish(): Promise<void> {
    if (this.#publishing) return;
    this.#publishing = true;
    try {
      await Promise.all([...this.#topics.values()].map((watched) => this.#publishOne(watched)));
    } finally {
      this.#publishing = false;
    }
  }

  /** Sends something that passes, beside the state, to all who watch the topic `kind`. */
  tell(kind: 'now', event: string, data: unknown): void {
    const watchers = this.#topics.get(kind)?.watchers;
    if (!watchers || watchers.size === 0) return;
    const frame = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const response of watchers) if (response.writableLength <= MOST_BUFFERED) response.write(frame);
  }

  /** Ends all streams. */
  stop(): void {
    clearInterval(this.#timer);
    for (const { watchers } of this.#topics.values()) for (const response of watchers) response.end();
  }

  async #publishOne(watched: Watched): Promise<void> {
    watched.current = false;
    try {
      const text = JSON.stringify(await this.#read(watched.topic));
      send(watched, text === watched.lastText ? BEAT : eventOf(watched.topic, text));
      watched.lastText = text;
      watched.current = true;
    } catch (error) {
      this.#log.warn({ err: error, topic: watched.topic }, 'a stream could not be read');
    }
  }
}

function send({ watchers }: Watched, frame: string): void {
  for (const response of watchers) {
    if (response.writableLength > MOST_BUFFERED) response.destroy();
    else response.write(frame);
  }
}

function keyOf(topic: Topic): string {
  return 'id' in topic ? `${topic.kind}:${topic.id}` : topic.kind;
}

function eventOf(topic: Topic, text: string): string {
  return `event: ${topic.kind}\ndata: ${text}\n\n`;
}
