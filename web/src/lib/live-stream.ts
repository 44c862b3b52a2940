import { EventStreamParser } from './event-stream-parser.ts';
import { apiUrl } from './request.ts';

/** The server says something twice a second while it can read the state; that long without a byte, and nobody knows whether what is shown still holds. */
const SILENCE_MS = 1_750;
const RETRY_MS = [250, 500, 1_000, 2_000];

export type LineState = 'live' | 'lost' | 'unreadable';

export type StreamListener = {
  /** The topic's whole state, as it is now. */
  onData: (data: unknown) => void;
  /** What passes beside the state, by its name. */
  onEvent?: (event: string, data: unknown) => void;
  /**
   * From the moment the line is silent or broken until the next byte: `lost`, or `unreadable` while the control plane
   * answers that it can't read the state.
   */
  onLine: (line: LineState) => void;
  /** The session has ended: the stream gives up. */
  onSignedOut: () => void;
};

/**
 * Keeps one server-sent stream open and reconnects for as long as it is not closed. `fetch` and not `EventSource`, because
 * that hides the status (401) and the heartbeats that are comments.
 * @returns a function that closes the stream.
 */
export function openLiveStream(topic: string, listener: StreamListener): () => void {
  const closing = new AbortController();
  void keepOpen(topic, listener, closing.signal);
  return () => closing.abort();
}

async function keepOpen(topic: string, listener: StreamListener, closed: AbortSignal): Promise<void> {
  let failures = 0;
  const heard = () => {
    failures = 0;
    listener.onLine('live');
  };
  while (!closed.aborted) {
    const end = await readOnce(topic, { ...listener, onLine: heard }, closed);
    if (closed.aborted) return;
    if (end === 'signed-out') return listener.onSignedOut();
    listener.onLine(end === 'refused' ? 'unreadable' : 'lost');
    await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 2_000, closed);
    failures += 1;
  }
}

type End = 'ended' | 'refused' | 'signed-out';

async function readOnce(topic: string, listener: StreamListener, closed: AbortSignal): Promise<End> {
  const silent = new AbortController();
  const watchdog = watch(() => silent.abort());
  try {
    const url = apiUrl(`/stream?topic=${encodeURIComponent(topic)}`);
    const signal = AbortSignal.any([closed, silent.signal]);
    const answer = await fetch(url, { signal, credentials: 'same-origin', headers: { accept: 'text/event-stream' } });
    if (answer.status === 401) return 'signed-out';
    if (answer.status === 503) return 'refused';
    if (!answer.ok || !answer.body) return 'ended';
    await readBody(answer.body, kindOf(topic), listener, watchdog.alive);
    return 'ended';
  } catch {
    // Broken, silent or closed: the caller knows which of them, and all mean "connect again".
    return 'ended';
  } finally {
    watchdog.stop();
  }
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  kind: string,
  listener: StreamListener,
  alive: () => void,
): Promise<void> {
  const parser = new EventStreamParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    listener.onLine('live');
    const events = parser.push(decoder.decode(value, { stream: true })).filter(({ event }) => event !== 'beat');
    for (const { event, data } of events) if (event !== kind) listener.onEvent?.(event, JSON.parse(data));
    // A state is whole: of several that came together only the last one is worth drawing.
    const last = events.findLast(({ event }) => event === kind);
    if (last) listener.onData(JSON.parse(last.data));
  }
}

/** The name of the events that carry the topic's state: `experiment` of `experiment:e1a2b3`. */
function kindOf(topic: string): string {
  return topic.split(':')[0] ?? topic;
}

function watch(onSilence: () => void): { alive: () => void; stop: () => void } {
  let timer = setTimeout(onSilence, SILENCE_MS);
  const stop = () => clearTimeout(timer);
  const alive = () => {
    stop();
    timer = setTimeout(onSilence, SILENCE_MS);
  };
  return { alive, stop };
}

function pause(ms: number, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      closed.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    closed.addEventListener('abort', done);
  });
}
