import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { nowMs, write } from './journal.ts';

/**
 * A service with the Node agent inside, which knows nothing of it: it asks whom it is told to and writes down which of its
 * own calls came back injected. A user's name travels in a header.
 */
const instance = process.env.HORMESIS_INSTANCE ?? '';
const service = process.env.HORMESIS_SERVICE ?? '';
const calls = JSON.parse(process.env.FAULTS_CALLS ?? '{}') as Record<string, string>;
const agent = new http.Agent({ keepAlive: true });

function ask(dependency: string, url: string, user: string): Promise<void> {
  return new Promise((resolve) => {
    const askedAtMs = nowMs();
    const asking = http.get(url, { agent, headers: { 'x-user-id': user } }, (response) => {
      const experiment = response.headers['x-hormesis-injected'];
      if (experiment !== undefined) {
        const call = randomUUID();
        const callGroup = `${service}>http:${dependency}`;
        const who = { experiment: String(experiment), arm: 'treatment', user, callGroup };
        write({ kind: 'injected', instance, call, ...who }, askedAtMs);
        write({ kind: 'ended', instance, call });
      }
      response.resume().on('end', resolve).on('error', resolve);
    });
    asking.on('error', () => resolve());
  });
}

const server = http.createServer((request, response) => {
  const user = String(request.headers['x-user-id'] ?? '');
  Promise.all(Object.entries(calls).map(([dependency, url]) => ask(dependency, url, user))).then(() =>
    response.end('ok'),
  );
});
server.listen(Number(process.env.FAULTS_PORT), '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
