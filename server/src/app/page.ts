import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type RequestHandler, type Router } from 'express';

/** Content codings that the build writes beside each asset, the smallest first. */
const CODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

/** The built page: hashed assets for ever, everything else is the one document, which is asked for anew each time. */
export function page(folder: string): Router {
  const router = express.Router();
  const assets = join(folder, 'assets');
  router.use(
    '/assets',
    compressed(assets),
    express.static(assets, { immutable: true, maxAge: '365d', fallthrough: false }),
  );
  router.use(express.static(folder, { index: false }));
  router.get(/.*/, (request, response, next) => {
    if (!request.accepts('html')) return next();
    response.set('cache-control', 'no-cache').sendFile('index.html', { root: folder });
  });
  return router;
}

/** Lets the next handler send the smallest form that the browser reads. What is there is looked up once: a build replaces the folder. */
function compressed(assets: string): RequestHandler {
  const files: ReadonlySet<string> = new Set(existsSync(assets) ? readdirSync(assets) : []);
  return (request, response, next) => {
    const name = request.path.slice(1);
    const offered = CODINGS.filter(({ ending }) => files.has(name + ending));
    if (offered.length > 0) response.vary('Accept-Encoding');
    const coding = offered.find((each) => request.acceptsEncodings(each.name) === each.name);
    if (coding) {
      request.url = `/${name}${coding.ending}`;
      response.set('content-encoding', coding.name).type(extname(name));
    }
    next();
  };
}
