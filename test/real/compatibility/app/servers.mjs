import { once } from 'node:events';

/**
 * Each server library in its ordinary use. `handle(baggage, cell)` does the work of a request, and its answer is sent as
 * JSON. Each returns a server of Node that is not listening yet.
 */
export function serversOf({ http, https, http2, express, fastify, Koa }, tls, handle) {
  const plain = async (request, response) => {
    const answer = await handle(request.headers.baggage, cellOf(request.url));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  };
  return {
    http: () => http.createServer(plain),
    https: () => https.createServer(tls, plain),
    'http2 (compatibility API)': () => http2.createSecureServer(tls, plain),
    'http2 (streams)': () =>
      http2.createServer().on('stream', async (stream, headers) => {
        const answer = await handle(headers.baggage, cellOf(headers[':path']));
        stream.respond({ ':status': 200, 'content-type': 'application/json' });
        stream.end(JSON.stringify(answer));
      }),
    Express: () => {
      const app = express();
      app.use(express.json());
      app.get('/cell', async (request, response) => {
        response.json(await handle(request.get('baggage'), cellOf(request.url)));
      });
      return http.createServer(app);
    },
    Fastify: async () => {
      const app = fastify();
      app.get('/cell', (request) => handle(request.headers.baggage, cellOf(request.url)));
      await app.ready();
      return app.server;
    },
    Koa: () => {
      const app = new Koa();
      app.use(async (context, next) => {
        await next();
        context.set('x-after', '1');
      });
      app.use(async (context) => {
        context.body = await handle(context.get('baggage') || undefined, cellOf(context.url));
      });
      return http.createServer(app.callback());
    },
  };
}

const cellOf = (url) => Object.fromEntries(new URL(url, 'http://api').searchParams);

export async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}
