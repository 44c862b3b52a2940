import { type ChildProcess, fork } from 'node:child_process';

const WITHIN_MS = 300_000;

/** Starts `count` processes of one file and gives each its order. */
export function startClients<Order extends object>(file: string, count: number, order: Order): ChildProcess[] {
  return Array.from({ length: count }, (_, index) => {
    const client = fork(file);
    client.send({ ...order, index });
    return client;
  });
}

export function stopClients(clients: readonly ChildProcess[]): void {
  for (const client of clients) client.kill();
}

/** What every client answers next under `kind`. Rejects when one ends before, or says nothing for five minutes. */
export function all<Answer extends { readonly kind: string }, Kind extends Answer['kind']>(
  clients: readonly ChildProcess[],
  kind: Kind,
): Promise<Extract<Answer, { kind: Kind }>[]> {
  return Promise.all(clients.map((client) => answer<Answer, Kind>(client, kind)));
}

function answer<Answer extends { readonly kind: string }, Kind extends Answer['kind']>(
  client: ChildProcess,
  kind: Kind,
): Promise<Extract<Answer, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`a client was not ${kind} within ${WITHIN_MS / 1_000} s`)),
      WITHIN_MS,
    );
    const listen = (message: Answer) => {
      if (message.kind !== kind) return;
      clearTimeout(timer);
      client.off('message', listen);
      resolve(message as Extract<Answer, { kind: Kind }>);
    };
    client.on('message', listen);
    client.once('exit', (code) => reject(new Error(`a client ended with ${code}`)));
  });
}

/** The value below which `share` of all lie; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
