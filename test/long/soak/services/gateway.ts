import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { toldError } from '../told-error.ts';

/** The entry. It passes every request on with `fetch`, and gives up when its client does. */
const api = process.env.API_URL ?? '';

async function pass(request: http.IncomingMessage, response: http.ServerResponse, signal: AbortSignal): Promise<void> {
  const headers = { 'x-user-id': String(request.headers['x-user-id'] ?? '') };
  const answer = await fetch(`${api}${request.url}`, { headers, signal });
  const body = await answer.text();
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
}

const server = http.createServer((request, response) => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  pass(request, response, gone.signal).catch((error: unknown) => {
    if (!response.headersSent) response.statusCode = 502;
    response.end(toldError(error));
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
