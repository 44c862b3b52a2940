import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server of a test; `close` leaves no connection behind. */
export interface Stage {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

export async function serve(
  handler: http.RequestListener,
  tls?: https.ServerOptions,
): Promise<Stage & { readonly server: http.Server | https.Server }> {
  const server = tls === undefined ? http.createServer(handler) : https.createServer(tls, handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request with the plain client and reads the whole answer. */
export function call(url: string, options: https.RequestOptions = {}, upload?: string | Buffer): Promise<Answer> {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('timed out'), { code: 'CALLER_TIMEOUT' })));
    outgoing.on('error', reject);
    outgoing.end(upload);
  });
}
