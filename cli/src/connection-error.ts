import { CliError } from './cli-error.ts';

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection broken',
  UND_ERR_SOCKET: 'connection broken',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'no such host',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  TimeoutError: 'no answer in time',
};

/** The control plane could not be reached, or the connection broke before the answer was whole: worth another attempt. */
export class ConnectionError extends CliError {
  /** What broke, in a few words. */
  readonly reason: string;

  constructor(url: string, cause: unknown) {
    super(
      `No answer from ${url} (${reasonOf(cause)}). Is the control plane running there? Start it with "npm start", or name another address with "hormesis login URL" or HORMESIS_URL.`,
      { code: 'no_connection', cause },
    );
    this.reason = reasonOf(cause);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // fetch wraps what went wrong in a bare "fetch failed"
  return reasons[code] ?? (error.cause ? reasonOf(error.cause) : error.message);
}
