import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo, Server } from 'node:net';

/** What the api calls: one real service on a port for each client, so that each is a call group of its own. */
const BODY = 'four stars, '.repeat(80);

const plain = (): Server => http.createServer((_request, response) => void response.end(BODY));
const streams = http2.createServer();
streams.on('stream', (stream) => {
  stream.on('error', () => {});
  stream.respond({ ':status': 200 });
  stream.end(BODY);
});
const servers = { plain: plain(), fetched: plain(), pooled: plain(), broken: plain(), guarded: plain(), streams };

const ports: Record<string, number> = {};
for (const [name, server] of Object.entries(servers)) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ports[name] = (server.address() as AddressInfo).port;
}
process.send?.({ type: 'ready', ports });
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
