import http from 'node:http';

/** A dependency did not answer as hoped. `status` is null when there was no answer at all. */
class UpstreamError extends Error {
  readonly dependency: string;
  readonly status: number | null;

  constructor(dependency: string, status: number | null, message: string, cause?: unknown) {
    super(`${dependency} ${message}`, { cause });
    this.name = 'UpstreamError';
    this.dependency = dependency;
    this.status = status;
  }
}

/** No answer within the time the caller was willing to wait. */
export class UpstreamTimeout extends UpstreamError {
  constructor(dependency: string, timeoutMs: number) {
    super(dependency, null, `did not answer within ${timeoutMs} ms`);
    this.name = 'UpstreamTimeout';
  }
}

/** The connection broke, or there was none: somebody else may be there. */
class UpstreamBroken extends UpstreamError {
  constructor(dependency: string, cause: Error) {
    super(dependency, null, `is broken: ${cause.message}`, cause);
    this.name = 'UpstreamBroken';
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Upstream {
  /** GET, whatever the status. Throws `UpstreamTimeout` and `UpstreamError`. */
  get(path: string, headers?: http.OutgoingHttpHeaders): Promise<Answer>;
  /** GET whose answer must be a success in JSON. A status of 400 and above throws `UpstreamError`. */
  getJson<T>(path: string, headers?: http.OutgoingHttpHeaders): Promise<T>;
  close(): void;
}

/**
 * A client of one dependency: connections are kept, and an answer must be whole after `timeoutMs` milliseconds. `urls` are
 * its instances, joined by commas, the nearest first: when the connection to one breaks, the next is asked. What was
 * answered counts, whatever it is: no retries.
 */
export function upstream(dependency: string, urls: string, timeoutMs: number): Upstream {
  const instances = urls.split(',').map((url) => new URL(url));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 64 });

  const ask = ({ hostname, port }: URL, path: string, headers: http.OutgoingHttpHeaders, endMs: number) =>
    new Promise<Answer>((resolve, reject) => {
      const request = http.request({ agent, hostname, port, path, headers });
      // A deadline for the whole call, not the socket's idle timeout: a body that drips must not get round it.
      const leftMs = Math.max(0, endMs - performance.now());
      const deadline = setTimeout(() => refuse(new UpstreamTimeout(dependency, timeoutMs)), leftMs);
      const refuse = (error: UpstreamError) => {
        clearTimeout(deadline);
        reject(error);
        request.destroy();
      };
      const broken = (error: Error) => refuse(new UpstreamBroken(dependency, error));
      request.on('error', broken);
      request.on('response', (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
        });
        response.on('error', broken);
        response.on('end', () => {
          clearTimeout(deadline);
          resolve({ status: response.statusCode ?? 0, body });
        });
      });
      request.end();
    });

  const get = async (path: string, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> => {
    const endMs = performance.now() + timeoutMs;
    const [nearest, ...others] = instances as [URL, ...URL[]];
    let asked = ask(nearest, path, headers, endMs);
    for (const other of others) {
      asked = asked.catch((error) => {
        if (error instanceof UpstreamBroken) return ask(other, path, headers, endMs);
        throw error;
      });
    }
    return asked;
  };

  const getJson = async <T>(path: string, headers?: http.OutgoingHttpHeaders): Promise<T> => {
    const { status, body } = await get(path, headers);
    if (status >= 400) throw new UpstreamError(dependency, status, `answered ${status}`);
    return JSON.parse(body) as T;
  };

  return { get, getJson, close: () => agent.destroy() };
}
