import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorRequestHandler, Express } from 'express';
import express from 'express';
import { wholeNumber } from './environment.ts';
import { announceReady, fail, onStop } from './lifecycle.ts';

/** Longer than any client keeps a connection idle: a server that hangs up first makes its callers see resets. */
const KEEP_ALIVE_MS = 75_000;

/** Whatever a handler threw becomes a 500 that names the reason: this fleet hides nothing. */
const answerWithError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  response.status(500).json({ error: error instanceof Error ? error.message : String(error) });
};

/** An Express application with nothing in it that a small JSON service does not need: each layer costs CPU on every call. */
export function jsonApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.get('/healthz', (_request, response) => void response.json({ ok: true }));
  return app;
}

/**
 * Listens on 127.0.0.1 at `PORT` (0: any free port), says so, and stops in order. `close` gives back what the service holds.
 * A taken port is one line and exit code 1.
 */
export function serve(name: string, app: Express, close: () => Promise<void> | void): void {
  app.use(answerWithError);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
  server.on('error', (error: NodeJS.ErrnoException) => fail(name, listenProblem(error)));
  server.listen(wholeNumber(name, 'PORT'), '127.0.0.1', () => {
    announceReady(name, (server.address() as AddressInfo).port);
  });
  onStop(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeIdleConnections();
    });
    await close();
  });
}

function listenProblem(error: NodeJS.ErrnoException): string {
  return error.code === 'EADDRINUSE' ? `port ${process.env.PORT} is taken` : `cannot listen: ${error.message}`;
}
