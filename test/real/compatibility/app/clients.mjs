import { once } from 'node:events';
import { Writable } from 'node:stream';

/**
 * Each client library in its ordinary use: `call(url, {signal, timeoutMs})` answers `{status, seen, body}`, where `seen` is
 * the `baggage` that the dependency read, and throws what the library throws. `timeoutMs` is the library's own timeout.
 */
export function clientsOf({ http, https, http2, axios, nodeFetch, got, undici }) {
  const pools = new Map();
  const sessions = new Map();
  const memo = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);
  const clients = {
    http: plain(http),
    https: plain(https),
    fetch: async (url, { signal }) => ofFetch(await fetch(url, { signal })),
    'undici.request': async (url, { signal, timeoutMs }) => {
      const { statusCode, headers, body } = await undici.request(url, { signal, headersTimeout: timeoutMs });
      return { status: statusCode, seen: headers['x-seen'], body: Buffer.from(await body.arrayBuffer()) };
    },
    'undici.stream': async (url, { signal, timeoutMs }) => {
      const chunks = [];
      const told = {};
      await undici.stream(
        url,
        { method: 'GET', signal, headersTimeout: timeoutMs, opaque: told },
        ({ statusCode, headers, opaque }) => {
          Object.assign(opaque, { status: statusCode, seen: headers['x-seen'] });
          return new Writable({ write: (chunk, _encoding, done) => done(void chunks.push(chunk)) });
        },
      );
      return { ...told, body: Buffer.concat(chunks) };
    },
    'undici Pool': async (url, { signal, timeoutMs }) => {
      const { origin, pathname } = new URL(url);
      const pool = memo(pools, origin, () => new undici.Pool(origin, { connections: 4 }));
      const answer = await pool.request({ method: 'GET', path: pathname, signal, headersTimeout: timeoutMs });
      const body = Buffer.from(await answer.body.arrayBuffer());
      return { status: answer.statusCode, seen: answer.headers['x-seen'], body };
    },
    http2: async (url, { signal, timeoutMs }) => {
      const { origin, pathname } = new URL(url);
      const session = memo(sessions, origin, () => http2.connect(origin));
      const stream = session.request({ ':path': pathname }, { signal });
      if (timeoutMs) stream.setTimeout(timeoutMs, () => stream.destroy(coded('CALLER_TIMEOUT')));
      const [headers] = await once(stream, 'response');
      return { status: headers[':status'], seen: headers['x-seen'], body: await whole(stream) };
    },
    axios: async (url, { signal, timeoutMs }) => {
      const options = {
        signal,
        timeout: timeoutMs ?? 0,
        validateStatus: null,
        responseType: 'arraybuffer',
        proxy: false,
      };
      const { status, headers, data } = await axios.get(url, options);
      return { status, seen: headers['x-seen'], body: Buffer.from(data) };
    },
    got: async (url, { signal, timeoutMs }) => {
      const timeout = timeoutMs ? { request: timeoutMs } : undefined;
      const answer = await got(url, {
        signal,
        timeout,
        retry: { limit: 0 },
        throwHttpErrors: false,
        responseType: 'buffer',
      });
      return { status: answer.statusCode, seen: answer.headers['x-seen'], body: Buffer.from(answer.body) };
    },
    'node-fetch': async (url, { signal }) => ofFetch(await nodeFetch(url, { signal })),
  };
  return clients;
}

const coded = (code) => Object.assign(new Error(code), { code });

function plain({ get }) {
  return (url, { signal, timeoutMs }) =>
    new Promise((resolve, reject) => {
      const request = get(url, { signal, timeout: timeoutMs, rejectUnauthorized: false }, (response) => {
        whole(response).then(
          (body) => resolve({ status: response.statusCode, seen: response.headers['x-seen'], body }),
          reject,
        );
      });
      request.on('timeout', () => request.destroy(coded('CALLER_TIMEOUT')));
      request.on('error', reject);
    });
}

async function ofFetch(response) {
  return {
    status: response.status,
    seen: response.headers.get('x-seen') ?? undefined,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

async function whole(readable) {
  const chunks = [];
  for await (const chunk of readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}
