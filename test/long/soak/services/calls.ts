import http from 'node:http';
import http2 from 'node:http2';
import { injectionPoint } from '@hormesis/node';
import { ConsecutiveBreaker, circuitBreaker, fallback, handleAll, TimeoutStrategy, timeout, wrap } from 'cockatiel';
import CircuitBreaker from 'opossum';
import { Pool } from 'undici';

/** Calls its dependency and answers with the status. Rejects with whatever the client library throws. */
export type Call = (signal: AbortSignal, limitMs: number) => Promise<string>;

const url = (name: string): string => `http://${process.env[`${name.toUpperCase()}_ADDRESS`]}`;
const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 64 });

function httpCall(target: string): Call {
  return (signal, limitMs) =>
    new Promise((resolve, reject) => {
      const request = http.get(target, { agent: keepAlive, signal, timeout: limitMs }, (response) => {
        response.on('error', reject);
        response.resume().on('end', () => resolve(String(response.statusCode)));
        response.on('close', () => reject(new Error('closed')));
      });
      request.on('timeout', () => request.destroy(Object.assign(new Error('timed out'), { code: 'OWN_TIMEOUT' })));
      request.on('error', reject);
    });
}

const plain = httpCall(`${url('plain')}/stars`);

const fetchFrom = async (target: string, signal: AbortSignal): Promise<string> => {
  const answer = await fetch(target, { signal });
  await answer.arrayBuffer();
  return String(answer.status);
};

const pool = new Pool(url('pooled'), { connections: 64 });
const pooled: Call = async (signal, limitMs) => {
  const answer = await pool.request({ path: '/stars', method: 'GET', signal, bodyTimeout: limitMs });
  await answer.body.arrayBuffer();
  return String(answer.statusCode);
};

let session: http2.ClientHttp2Session | undefined;
function connected(): http2.ClientHttp2Session {
  if (session === undefined || session.closed || session.destroyed) {
    session = http2.connect(url('streams'));
    session.on('error', () => {});
  }
  return session;
}
const streams: Call = (signal) =>
  new Promise((resolve, reject) => {
    const stream = connected().request({ ':path': '/stars' }, { signal });
    let status = '';
    stream.on('response', (headers) => {
      status = String(headers[':status']);
    });
    stream.resume().on('end', () => resolve(status));
    stream.on('error', reject).on('close', () => reject(new Error('closed')));
  });

const behindBreaker = httpCall(`${url('broken')}/stars`);
const refuse = async (status: Promise<string>): Promise<string> => {
  if ((await status).startsWith('5')) throw new Error(await status);
  return status;
};
const opossum = new CircuitBreaker((signal: AbortSignal, limitMs: number) => refuse(behindBreaker(signal, limitMs)), {
  timeout: 500,
  resetTimeout: 500,
  volumeThreshold: 10,
  errorThresholdPercentage: 30,
});
opossum.fallback(() => 'fallback');
const broken: Call = (signal, limitMs) => opossum.fire(signal, limitMs);

const breaker = circuitBreaker(handleAll, {
  halfOpenAfter: 500,
  breaker: new ConsecutiveBreaker(3),
});
const policy = wrap(fallback(handleAll, 'fallback'), breaker, timeout(500, TimeoutStrategy.Cooperative));
const guarded: Call = (signal) =>
  policy.execute((context) => refuse(fetchFrom(`${url('guarded')}/stars`, context.signal)), signal);

const license: Call = (signal) => injectionPoint('custom:license/issue', async () => 'issued', { signal });

/** Every way of calling, by the name of its dependency. */
export const calls: Readonly<Record<string, Call>> = {
  plain,
  fetched: (signal) => fetchFrom(`${url('fetched')}/stars`, signal),
  pooled,
  streams,
  broken,
  guarded,
  license,
};
