import { setTimeout as wait } from 'node:timers/promises';
import { STREAM_HEARTBEAT_MS } from '@hormesis/contract/http-api.ts';
import { CliError } from '../cli-error.ts';
import type { Client, Schema } from '../client.ts';
import { ConnectionError } from '../connection-error.ts';
import { parseEventStream, type StreamEvent } from '../event-stream.ts';
import { isPassing } from '../passing-error.ts';

const RETRY_MS = 1_000;
/** Two beats missed and half a one of patience: a dead line shows within three seconds. */
const STALE_MS = 2.5 * STREAM_HEARTBEAT_MS;
/** After this silence the line is opened anew. */
const SILENCE_MS = 5 * STREAM_HEARTBEAT_MS;

/** One topic of the event stream, kept up to date through breaks of the connection for as long as somebody looks. */
export class LiveTopic<T> {
  readonly #client: Client;
  readonly #topic: string;
  readonly #schema: Schema<T>;
  readonly #changed: () => void;
  readonly #stopped = new AbortController();
  #value: T | null = null;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #broken: CliError | null = null;

  constructor(client: Client, topic: string, schema: Schema<T>, changed: () => void) {
    this.#client = client;
    this.#topic = topic;
    this.#schema = schema;
    this.#changed = changed;
  }

  /** The last state that was heard; null before the first. */
  get value(): T | null {
    return this.#value;
  }

  /** How old the last sign of life is, milliseconds. */
  get ageMs(): number {
    return performance.now() - this.#heardAtMs;
  }

  /** What is wrong with the line, or null while it is alive. */
  get lost(): string | null {
    if (this.#value === null) return null;
    if (this.#broken) return this.#broken instanceof ConnectionError ? this.#broken.reason : this.#broken.message;
    return this.ageMs > STALE_MS ? 'nothing was heard' : null;
  }

  /**
   * Keeps listening until `stop`.
   * @throws CliError when nothing answers the first time, and later when the answer is a refusal such as 401 or 404.
   */
  async run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#listen();
        this.#breakOff(new ConnectionError(this.#client.url, new Error('the stream ended')));
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        if (!isPassing(error) || this.#value === null) throw error;
        this.#breakOff(error);
      }
      await wait(RETRY_MS, undefined, { signal: this.#stopped.signal }).catch(() => {});
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  #breakOff(error: CliError): void {
    if (this.#stopped.signal.aborted) return;
    this.#broken = error;
    this.#changed();
  }

  async #listen(): Promise<void> {
    const silent = new AbortController();
    const silence = setTimeout(() => silent.abort(new DOMException('nothing was heard', 'TimeoutError')), SILENCE_MS);
    try {
      const signal = AbortSignal.any([silent.signal, this.#stopped.signal]);
      const chunks = await this.#client.stream(`/stream?topic=${encodeURIComponent(this.#topic)}`, signal);
      for await (const event of parseEventStream(chunks)) {
        silence.refresh();
        this.#hear(event);
      }
    } catch (error) {
      throw error instanceof CliError ? error : new ConnectionError(this.#client.url, error);
    } finally {
      clearTimeout(silence);
      silent.abort();
    }
  }

  /** A comment and whatever is no state of the topic only say that the line is alive. */
  #hear(event: StreamEvent): void {
    this.#heardAtMs = performance.now();
    this.#broken = null;
    if (event !== null && event.event === this.#topic.split(':')[0]) {
      const parsed = this.#schema.safeParse(parseJson(event.data));
      if (parsed.success) this.#value = parsed.data;
      else if (this.#value === null) throw notUnderstood(this.#client.url, parsed.error.issues[0]);
    }
    this.#changed();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function notUnderstood(url: string, issue: { path: readonly PropertyKey[]; message: string } | undefined): CliError {
  return new CliError(
    `${url} streams something this version of hormesis does not understand: ${issue?.path.join('.')}: ${issue?.message}`,
    { code: 'answer_not_understood' },
  );
}
