import { STATUS_CODES } from 'node:http';

/** On every answer that we made up, so that nobody mistakes it for a real outage. The value is the experiment. */
const INJECTED_HEADER = 'x-hormesis-injected';

const PLAIN = 'text/plain; charset=utf-8';

export interface InjectedResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The answer of a fault as a server would have given it. Without a body of its own it carries the status text. */
export function injectedResponse({ status, headers, body }: Answer, experiment: string): InjectedResponse {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const statusText = STATUS_CODES[status] ?? 'Injected';
  const bytes = Buffer.from(body ?? `${statusText}\n`);
  return {
    status,
    statusText,
    headers: [
      ...(own.some(([name]) => name === 'content-type') ? [] : [['content-type', typeOf(body)] as const]),
      ...own,
      ['content-length', String(bytes.length)],
      [INJECTED_HEADER, experiment],
    ],
    body: bytes,
  };
}

/** The same as bytes of HTTP/1.1 (RFC 9112). `HEAD` has the headers of a body and no body. */
export function rawResponse(response: InjectedResponse, method: string): Buffer {
  const lines = [`HTTP/1.1 ${response.status} ${response.statusText}`];
  for (const [name, value] of response.headers) lines.push(`${name}: ${value}`);
  lines.push('connection: close', '', '');
  const head = Buffer.from(lines.join('\r\n'), 'latin1');
  return method === 'HEAD' ? head : Buffer.concat([head, response.body]);
}

function typeOf(body: string | undefined): string {
  try {
    if (body !== undefined) JSON.parse(body);
    return body === undefined ? PLAIN : 'application/json';
  } catch {
    return PLAIN;
  }
}
