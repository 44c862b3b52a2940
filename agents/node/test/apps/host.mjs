// A service that asks ratings on every request and tells how much memory it holds, and held at most.
import http, { get } from 'node:http';

let peakBytes = 0;
const held = () => {
  const { heapUsed, external } = process.memoryUsage();
  peakBytes = Math.max(peakBytes, heapUsed + external);
  return heapUsed + external;
};
setInterval(held, 20).unref();

// What only a finalizer keeps, as the buffers of closed sockets, is gone one collection after that has run.
const collect = async () => {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
};

const server = http.createServer((request, response) => {
  if (request.url === '/memory') {
    collect().then(() => response.end(JSON.stringify({ bytes: held(), peakBytes })));
    return;
  }
  get(process.env.RATINGS_URL, (answer) => {
    response.writeHead(answer.statusCode);
    answer.pipe(response);
  }).on('error', () => response.writeHead(500).end());
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`));
