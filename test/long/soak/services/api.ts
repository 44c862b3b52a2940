import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { kpi } from '@hormesis/node';
import { calls } from './calls.ts';

/** Answers 200 whatever becomes of its calls, and says what did. Every call has a limit, and ends when the client leaves. */
const LIMITS_MS = [120, 300, 600];

async function outcomeOf(name: string, gone: AbortSignal): Promise<string> {
  const limitMs = LIMITS_MS[Math.floor(Math.random() * LIMITS_MS.length)] ?? 300;
  const given = new AbortController();
  const giveUp = () => given.abort();
  const timer = setTimeout(giveUp, limitMs);
  gone.addEventListener('abort', giveUp);
  try {
    return (await calls[name]?.(given.signal, limitMs)) ?? 'unknown';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  } finally {
    clearTimeout(timer);
    gone.removeEventListener('abort', giveUp);
  }
}

const server = http.createServer((_request, response) => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const outcomes = Object.keys(calls).map(async (name) => [name, await outcomeOf(name, gone.signal)] as const);
  void Promise.all(outcomes).then((told) => {
    kpi('play_start');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(Object.fromEntries(told)));
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
