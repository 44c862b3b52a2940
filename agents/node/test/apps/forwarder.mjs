// A service that calls wherever it is told, as an ES module; the test reads what the others saw.
import http, { get } from 'node:http';

const clients = {
  http: (url) =>
    new Promise((resolve, reject) => {
      get(url, (response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject);
    }),
  fetch: async (url) => {
    const response = await fetch(url);
    await response.text();
    return response.status;
  },
};

const server = http.createServer(async (request, response) => {
  const { client, targets } = JSON.parse(request.headers['x-plan']);
  const statuses = [];
  for (const target of targets) statuses.push(await clients[client](target));
  response.end(JSON.stringify({ baggage: request.headers.baggage, statuses }));
});
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(
    `${JSON.stringify({ port: server.address().port, hooked: Object.hasOwn(http.ClientRequest.prototype, '_storeHeader') })}\n`,
  ),
);
