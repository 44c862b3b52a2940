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

/** A client of one dependency: connections are kept, and an answer must be whole after `timeoutMs` milliseconds. No retries. */
export function upstream(dependency: string, url: string, timeoutMs: number): Upstream {
  const { hostname, port } = new URL(url);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 64 });

  const get = (path: string, headers: http.OutgoingHttpHeaders = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const request = http.request({ agent, hostname, port, path, headers });
      // A deadline for the whole call, not the socket's idle timeout: a body that drips must not get round it.
      const deadline = setTimeout(() => refuse(new UpstreamTimeout(dependency, timeoutMs)), timeoutMs);
      const refuse = (error: UpstreamError) => {
        clearTimeout(deadline);
        reject(error);
        request.destroy();
      };
      const broken = (error: Error) =>
        refuse(new UpstreamError(dependency, null, `is broken: ${error.message}`, error));
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

  const getJson = async <T>(path: string, headers?: http.OutgoingHttpHeaders): Promise<T> => {
    const { status, body } = await get(path, headers);
    if (status >= 400) throw new UpstreamError(dependency, status, `answered ${status}`);
    return JSON.parse(body) as T;
  };

  return { get, getJson, close: () => agent.destroy() };
}
