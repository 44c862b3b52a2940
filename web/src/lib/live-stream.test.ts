import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLiveStream } from './live-stream.ts';

let send: (text: string) => void;
let answers: (() => Response)[];

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  vi.stubGlobal('fetch', async (_: string, { signal }: RequestInit) => {
    const answer = answers.shift();
    if (answer) return answer();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => controller.enqueue(new TextEncoder().encode(text));
        signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
      },
    });
    return new Response(body, { status: 200 });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function listen() {
  const lines: string[] = [];
  const data: unknown[] = [];
  const close = openLiveStream('now', {
    onData: (each) => data.push(each),
    onLine: (line) => line !== lines.at(-1) && lines.push(line),
    onSignedOut: () => lines.push('signed out'),
  });
  return { lines, data, close };
}

test('a line that falls silent is lost within two seconds, and beats alone keep it alive', async () => {
  const { lines, data, close } = listen();
  await vi.advanceTimersByTimeAsync(0);
  send('event: now\ndata: {"a":1}\n\n');
  for (let beat = 0; beat < 8; beat += 1) {
    await vi.advanceTimersByTimeAsync(500);
    send('event: beat\ndata: {}\n\n');
  }
  await vi.advanceTimersByTimeAsync(0);
  expect(lines).toEqual(['live']);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(lines).toEqual(['live', 'lost']);
  await vi.advanceTimersByTimeAsync(500);
  send(': hello\n\n');
  await vi.advanceTimersByTimeAsync(0);
  expect(lines).toEqual(['live', 'lost', 'live']);
  expect(data).toEqual([{ a: 1 }]);
  close();
});

test('a control plane that answers without its database is not taken for one that is away', async () => {
  answers = [() => new Response('{}', { status: 503 }), () => new Response('', { status: 502 })];
  const { lines, close } = listen();
  await vi.advanceTimersByTimeAsync(0);
  expect(lines).toEqual(['unreadable']);
  await vi.advanceTimersByTimeAsync(300);
  expect(lines).toEqual(['unreadable', 'lost']);
  close();
});
