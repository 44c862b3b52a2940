import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP relay in front of the database: it can cut it off, or keep the line and say nothing. */
export interface Relay {
  /** The database's address through the relay. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Keeps connections open and swallows what is sent: a database that hangs. */
  freeze(): void;
  /** Lets everything through again; what was frozen stays lost. */
  mend(): void;
  stop(): Promise<void>;
}

export async function relayTo(databaseUrl: string): Promise<Relay> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let mode: 'open' | 'cut' | 'frozen' = 'open';
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (mode === 'cut') return near.destroy();
    if (mode === 'frozen') return near.resume();
    const far = connect(Number(target.port), target.hostname);
    keep(far);
    near.on('data', (data) => void (mode === 'open' && far.write(data)));
    far.on('data', (data) => void (mode === 'open' && near.write(data)));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = new URL(databaseUrl);
  address.port = String((server.address() as AddressInfo).port);
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: address.href,
    cut() {
      mode = 'cut';
      breakAll();
    },
    freeze() {
      mode = 'frozen';
    },
    mend() {
      if (mode === 'frozen') breakAll();
      mode = 'open';
    },
    async stop() {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
