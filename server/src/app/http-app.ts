import { fileURLToPath } from 'node:url';
import { API_PREFIX } from '@hormesis/contract/http-api.ts';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { ApiError } from '../platform/api-error.ts';
import type { Logger } from '../platform/logging.ts';
import type { Metrics } from '../platform/metrics.ts';
import { errorHandler, unknownRoute } from './error-handler.ts';
import { page } from './page.ts';

export interface AppParts {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The folder of the built page, or null. */
  readonly web: string | null;
  readonly authenticate: RequestHandler;
  readonly idempotency: RequestHandler;
  readonly routers: readonly Router[];
  /** Milliseconds since an arbitrary moment. */
  monotonicMs(): number;
  /** Why it is not ready, or null. */
  notReady(): Promise<string | null>;
}

/** Failed sign-ins an address may make a minute: tokens cannot be guessed, but nobody should try for free. */
const SIGN_INS_A_MINUTE = 30;

/** The description of the API that is committed; a test keeps it equal to the contract. */
const OPEN_API = fileURLToPath(new URL('../../../docs/reference/openapi.json', import.meta.url));

/** The HTTP side: health, metrics, the API, and the page. */
export function createHttpApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet({ contentSecurityPolicy: { directives: policy() }, strictTransportSecurity: false }));
  app.get('/healthz', (_request, response) => void response.json({ ok: true }));
  app.get('/readyz', (_request, response, next) => {
    parts
      .notReady()
      .then(
        (reason) => response.status(reason ? 503 : 200).json({ ready: !reason, ...(reason ? { reason } : {}) }),
        next,
      );
  });
  app.get('/metrics', (_request, response, next) => {
    parts.metrics.registry.metrics().then((text) => response.type(parts.metrics.registry.contentType).send(text), next);
  });
  app.use(API_PREFIX, api(parts));
  if (parts.web) app.use(page(parts.web));
  app.use(unknownRoute);
  app.use(errorHandler(parts.log));
  return app;
}

function api(parts: AppParts): Router {
  const router = express.Router();
  router.use(measured(parts));
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/openapi.json', (_request, response) => response.sendFile(OPEN_API));
  router.use(express.json({ limit: '1mb' }), parts.authenticate);
  router.post(
    '/session',
    rateLimit({
      windowMs: 60_000,
      limit: SIGN_INS_A_MINUTE,
      skipSuccessfulRequests: true,
      handler: (_request, _response, next) =>
        next(
          new ApiError(
            'too_many_requests',
            `more than ${SIGN_INS_A_MINUTE} failed sign-ins in a minute; wait a minute`,
          ),
        ),
    }),
  );
  router.use(parts.idempotency, ...parts.routers);
  return router;
}

/** Measures whatever ends, by its route and never by its path: an id in a label would be a series of its own. */
function measured({ metrics, monotonicMs }: AppParts): RequestHandler {
  return (request, response, next) => {
    const beganMs = monotonicMs();
    response.on('finish', () => {
      const route = typeof request.route?.path === 'string' ? request.route.path : 'none';
      if (response.getHeader('content-type')?.toString().startsWith('text/event-stream')) return;
      const labels = { method: request.method, route, status: `${Math.floor(response.statusCode / 100)}xx` };
      metrics.requestSeconds.observe(labels, (monotonicMs() - beganMs) / 1_000);
    });
    next();
  };
}

/** Only our own files: no inline script, no inline style. What charts and layout set on elements from a script is no inline style. */
function policy() {
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'upgrade-insecure-requests': null,
  };
}
