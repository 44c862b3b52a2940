import { readdirSync } from 'node:fs';
import { type AppParts, createHttpApp } from '@hormesis/server/app/http-app.ts';

const features = new URL('../../server/src/features/', import.meta.url);

/** What Express keeps of a router: its layers, each with a route, or with a router of its own. */
interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method: string }[] };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** `GET /status` and so on: every route the server mounts below the API's prefix, read from the routers themselves. */
export async function mountedRoutes(): Promise<string[]> {
  const pass: AppParts['authenticate'] = (_request, _response, next) => next();
  const app = createHttpApp({
    log: nothing,
    metrics: nothing,
    web: null,
    authenticate: pass,
    idempotency: pass,
    routers: await allRouters(),
    monotonicMs: () => 0,
    notReady: async () => null,
  });
  const inside = (app.router as unknown as { stack: readonly Layer[] }).stack.flatMap(
    ({ handle }) => handle?.stack ?? [],
  );
  return [...new Set(inside.flatMap(routesOf))].sort();
}

// Routes only close over what they work with; nobody calls them here.
const nothing = {} as never;

/** The router of every feature that has a `routes.ts`. */
async function allRouters(): Promise<AppParts['routers']> {
  const folders = readdirSync(features).filter((name) =>
    readdirSync(new URL(`${name}/`, features)).includes('routes.ts'),
  );
  const routers = await Promise.all(
    folders.map(async (name) => {
      const exported: Record<string, unknown> = await import(new URL(`${name}/routes.ts`, features).href);
      return Object.entries(exported).flatMap(([key, make]) =>
        key.endsWith('Routes') && typeof make === 'function'
          ? [make(nothing, nothing, nothing) as AppParts['routers'][number]]
          : [],
      );
    }),
  );
  return routers.flat();
}

function routesOf({ route, handle }: Layer): string[] {
  if (route) return route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`);
  return (handle?.stack ?? []).flatMap(routesOf);
}
