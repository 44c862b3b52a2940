import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';

/**
 * Node takes one waiting connection from each listening socket in a turn of its event loop. Turns get long when thousands of
 * agents report, and when hundreds of others come back at once whoever wants to halt stands in their queue: 53 s were
 * measured behind 500 of them. With so many sockets on one port as many are let in at a time, and each has a queue of its own.
 */
const DOORS = 32;
const UNKNOWN_OPTION = ['ENOTSUP', 'EINVAL', 'ENOPROTOOPT'];

export interface Doors {
  readonly port: number;
  /** Nobody is let in any more; who is inside stays. */
  close(): void;
}

/** Listens on `port` (0: any free one). Rejects with `EADDRINUSE` when somebody else does; `onError` hears of connections that cannot be taken later. */
export async function openDoors(
  server: Server,
  { port, host }: { port: number; host: string },
  onError: (error: Error) => void,
): Promise<Doors> {
  // A port that is shared is shared with everybody of this user: a second control plane must hear that it is taken.
  if (port !== 0) await tryAlone(port, host);
  if (!(await isShared(server, port, host))) {
    await listen(server, { port, host });
    server.on('error', onError);
    return { port: addressOf(server).port, close: () => server.close() };
  }
  server.on('error', onError);
  const { port: shared, address } = addressOf(server);
  const others: NetServer[] = [];
  const close = () => {
    for (const each of [server, ...others]) each.close();
  };
  try {
    while (others.length < DOORS - 1) others.push(await anotherDoor(server, shared, address));
  } catch (error) {
    close();
    throw error;
  }
  return { port: shared, close };
}

async function tryAlone(port: number, host: string): Promise<void> {
  const probe = createServer();
  await listen(probe, { port, host });
  await new Promise((resolve) => probe.close(resolve));
}

/** False where the system spreads no connections over several sockets. */
async function isShared(server: NetServer, port: number, host: string): Promise<boolean> {
  try {
    await listen(server, { port, host, reusePort: true });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && UNKNOWN_OPTION.includes(String(error.code))) return false;
    throw error;
  }
}

/** A socket whose connections are the server's; the options are those of Node's own HTTP server. */
async function anotherDoor(server: Server, port: number, host: string): Promise<NetServer> {
  const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));
  await listen(door, { port, host, reusePort: true });
  door.on('error', (error) => server.emit('error', error));
  return door;
}

function listen(server: NetServer, options: { port: number; host: string; reusePort?: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: NetServer): AddressInfo {
  return server.address() as AddressInfo;
}
