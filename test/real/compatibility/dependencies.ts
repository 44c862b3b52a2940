import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { selfSigned } from '../../../agents/node/test/certificate.ts';

export const BODY = 'four stars, '.repeat(40);
type Protocol = 'http' | 'https' | 'http2';

/** One real service over three protocols. `/stars` answers at once, `/hangs` never, `/breaks` breaks its connection. */
export interface Dependency {
  readonly addresses: readonly string[];
  url(protocol: Protocol, path: string): string;
  close(): Promise<void>;
}

/** Node's 5 s would close pooled connections under a call on a busy machine, agent or no agent. */
const ALIVE = { keepAliveTimeout: 120_000 };

const handle = (request: http.IncomingMessage, response: http.ServerResponse): void => {
  if (request.url === '/hangs') return;
  if (request.url === '/breaks') request.socket.resetAndDestroy();
  else response.setHeader('x-seen', request.headers.baggage ?? '').end(BODY);
};

function handleStream(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): void {
  stream.on('error', () => {});
  if (headers[':path'] === '/hangs') return;
  if (headers[':path'] === '/breaks') stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  else {
    stream.respond({ ':status': 200, 'x-seen': headers.baggage ?? '' });
    stream.end(BODY);
  }
}

export async function startDependency(): Promise<Dependency> {
  const servers: Record<Protocol, Server> = {
    http: http.createServer(ALIVE, handle),
    https: https.createServer({ ...selfSigned, ...ALIVE }, handle),
    http2: http2.createServer().on('stream', handleStream),
  };
  const sockets = new Set<Socket>();
  for (const server of Object.values(servers)) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const addressOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    addresses: Object.values(servers).map(addressOf),
    url: (protocol, path) => `${protocol === 'https' ? 'https' : 'http'}://${addressOf(servers[protocol])}${path}`,
    close: async () => {
      const closed = Object.values(servers).map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}
