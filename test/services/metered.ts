import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS_CONTENT_TYPE, metrics } from '@hormesis/node';

/** A service that shows what its agent does, as the guide tells to, and survives without what it calls. */
const ratings = process.env.RATINGS_URL ?? '';
const server = createServer(async (request, response) => {
  if (request.url === '/metrics') return response.setHeader('content-type', METRICS_CONTENT_TYPE).end(metrics());
  const stars = await fetch(ratings, { headers: { accept: 'text/plain' } }).then(
    (answer) => (answer.ok ? answer.text() : 'no stars'),
    () => 'no stars',
  );
  response.end(stars);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
