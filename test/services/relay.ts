import http, { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The smallest service a journey needs: it answers any GET with what arrived and with what each of its dependencies
 * said, always with 200, as a service that survives without all of them. It knows nothing of the agent. Like a
 * careless proxy it copies the incoming `baggage` to everybody it calls.
 */
const name = process.env.RELAY_NAME ?? 'relay';
const calls = (process.env.RELAY_CALLS ?? '')
  .split(',')
  .filter(Boolean)
  .map((entry) => entry.split('=') as [dependency: string, url: string]);
const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 512 });

/** What a relay answers. Times are its own clock's, milliseconds since 1970. */
export interface RelayAnswer {
  readonly service: string;
  readonly arrivedAtMs: number;
  /** The `baggage` header as it arrived. */
  readonly baggage: string | null;
  readonly calls: Readonly<Record<string, RelayCall>>;
}

export interface RelayCall {
  readonly status: number;
  /** Immediately before the call and when its answer was whole. */
  readonly beganAtMs: number;
  readonly endedAtMs: number;
  /** The experiment whose injection answered in the dependency's place. */
  readonly injectedBy: string | null;
  readonly answer: RelayAnswer | null;
}

function call(url: string, incoming: http.IncomingMessage): Promise<RelayCall> {
  return new Promise((resolve, reject) => {
    const headers: http.OutgoingHttpHeaders = {};
    for (const header of ['x-user-id', 'baggage']) {
      const value = incoming.headers[header];
      if (value !== undefined) headers[header] = value;
    }
    const beganAtMs = Date.now();
    const request = http.get(new URL(incoming.url ?? '/', url), { agent: keepAlive, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('error', reject).on('end', () => {
        const status = response.statusCode ?? 0;
        const injectedBy = response.headers['x-hormesis-injected'];
        resolve({
          status,
          beganAtMs,
          endedAtMs: Date.now(),
          injectedBy: injectedBy === undefined ? null : String(injectedBy),
          answer: status === 200 ? (JSON.parse(body) as RelayAnswer) : null,
        });
      });
    });
    request.on('error', reject);
  });
}

async function answer(request: http.IncomingMessage): Promise<RelayAnswer> {
  const baggage = request.headers.baggage;
  const arrived = {
    service: name,
    arrivedAtMs: Date.now(),
    baggage: baggage === undefined ? null : String(baggage),
  };
  const told = await Promise.all(calls.map(async ([to, url]) => [to, await call(url, request)] as const));
  return { ...arrived, calls: Object.fromEntries(told) };
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request).then(
    (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
    (error: unknown) => {
      response.statusCode = 502;
      response.end(String(error));
    },
  );
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
