import type { IncomingHttpHeaders } from 'node:http';
import type { IncomingRequest } from '@hormesis/link/agent.ts';
import type { Plane } from '../plane.ts';

/** Whether the agent wants to hear of an incoming request. Idle it does not, which costs a flag check. */
export function isListening({ agent, scopes }: Plane): boolean {
  if (scopes.entered && !agent.carrying) scopes.rest();
  return agent.engaged;
}

/** A request as the agent asks about it. One object and no closures: every request of an engaged service has one. */
export class ReceivedRequest implements IncomingRequest {
  readonly method: string;
  readonly #url: string;
  readonly #mark: number;
  readonly #headers: IncomingHttpHeaders;

  /** `url` as in the request line; names of `headers` in lower case. */
  constructor(method: string, url: string, headers: IncomingHttpHeaders) {
    this.method = method;
    this.#url = url;
    this.#mark = url.indexOf('?');
    this.#headers = headers;
  }

  get path(): string {
    return this.#mark === -1 ? this.#url : this.#url.slice(0, this.#mark);
  }

  get query(): string {
    return this.#mark === -1 ? '' : this.#url.slice(this.#mark + 1);
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  }
}
