// A service whose breaker around ratings serves a fallback, opens, and rejects; tells what the agent heard.
const http = require('node:http');

const get = (url, headers = {}) =>
  new Promise((resolve, reject) => {
    http
      .get(url, { headers }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode >= 500) reject(new Error(`status ${response.statusCode}`));
          else resolve(response.statusCode);
        });
      })
      .on('error', reject);
  });

const listen = (server) =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });

module.exports = async function story(CircuitBreaker) {
  const agent = globalThis.hormesisAgent;
  const ratings = http.createServer((_request, response) => response.end('4'));
  const port = process.env.TEST_DEPENDENCIES.split(':').at(-1);
  await new Promise((resolve) => ratings.listen(Number(port), '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${port}`;

  const options = { timeout: 2_000, volumeThreshold: 3, errorThresholdPercentage: 50, resetTimeout: 60_000 };
  const breaker = new CircuitBreaker(() => get(url), options);
  breaker.fallback(() => 'no stars');
  const api = http.createServer(async (_request, response) => response.end(String(await breaker.fire())));
  const apiUrl = await listen(api);

  await get(apiUrl, { 'x-carried': '1' });
  agent.faults['api>http:ratings'] = { kind: 'error', status: 503 };
  await get(apiUrl, { 'x-carried': '1' });
  agent.faults['api>http:ratings'] = { kind: 'latency', delayMs: 60_000 };
  await get(apiUrl, { 'x-carried': '1' });
  await get(apiUrl, { 'x-carried': '1' });
  await get(apiUrl);
  agent.release();
  process.stdout.write(
    `${JSON.stringify({ events: agent.breakerEvents, fates: agent.fates, reasons: agent.reasons })}\n`,
  );
  breaker.shutdown();
  api.close();
  ratings.close();
  setTimeout(() => process.exit(), 50);
};
