import http, { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import CircuitBreaker from 'opossum';

/**
 * A page with a rating, and a mistake that is easily made: a rating that fails is left out, but nobody thought of the
 * breaker around it. It is shared by all requests; once it is open, every page fails, whoever asked for it.
 */
const ratings = process.env.RATINGS_URL ?? '';
const keepAlive = new http.Agent({ keepAlive: true });

function rating(): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get(ratings, { agent: keepAlive }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode === 200) resolve(5);
          else reject(new Error(`ratings answered ${response.statusCode}`));
        });
      })
      .on('error', reject);
  });
}

const breaker = new CircuitBreaker(rating, {
  name: 'ratings',
  timeout: 2_000,
  resetTimeout: 60_000,
  errorThresholdPercentage: 10,
  volumeThreshold: 40,
  rollingCountTimeout: 10_000,
});

const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
  breaker.fire().then(
    (stars) => response.end(`a page with ${stars} stars`),
    (error: Error & { code?: string }) => {
      response.statusCode = error.code === 'EOPENBREAKER' ? 500 : 200;
      response.end('a page without stars');
    },
  );
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
