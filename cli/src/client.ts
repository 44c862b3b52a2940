import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { errorBody, refusalCodes } from '@hormesis/contract/errors.ts';
import { API_PREFIX, IDEMPOTENCY_KEY_HEADER } from '@hormesis/contract/http-api.ts';
import { CliError, usageError } from './cli-error.ts';
import { ConnectionError } from './connection-error.ts';
import type { Credentials } from './credentials.ts';
import { exitCodes } from './exit-code.ts';

/** A schema of the contract, as far as the client needs it. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

const SENDABLE = /^[\x21-\x7e]+$/;
const ANSWER_TIMEOUT_MS = 30_000;

/** How a change is repeated. */
export interface Repeating {
  /** How long each attempt waits for its answer, milliseconds. */
  readonly answerMs: number;
  /** The waits between the attempts, milliseconds. */
  readonly retryAfterMs: readonly number[];
  /** No attempt begins later than this after the first one failed, milliseconds: attempts that hang take longer than the waits. */
  readonly forMs: number;
  /** Whether another attempt may go better. */
  mayPass(error: unknown): error is CliError;
  /** Hears that an attempt failed and another follows. */
  onBroken(error: CliError): void;
}

/** Waits short enough that a wrong address is told within two seconds. */
const SHORTLY: Repeating = {
  answerMs: ANSWER_TIMEOUT_MS,
  retryAfterMs: [200, 500, 1_000],
  forMs: Number.POSITIVE_INFINITY,
  // Of the first attempt, whose answer did not come, the control plane may still be at work.
  mayPass: (error): error is CliError => error instanceof ConnectionError || isUnderWay(error),
  onBroken() {},
};

/** The REST API as the commands see it: answers parsed by the contract, everything else thrown as a `CliError`. */
export class Client {
  readonly url: string;
  readonly #token: string | null;

  /** @throws CliError for a token that no header can carry, without telling it: a line break from a careless paste. */
  constructor(credentials: Credentials) {
    if (credentials.token !== null && !SENDABLE.test(credentials.token)) {
      throw usageError('the token holds a line break, a space or another character that no token has: give it again');
    }
    this.url = credentials.url;
    this.#token = credentials.token;
  }

  async get<T>(path: string, schema: Schema<T>, timeoutMs = ANSWER_TIMEOUT_MS): Promise<T> {
    return this.#read(await this.#send(path, { method: 'GET', signal: AbortSignal.timeout(timeoutMs) }), schema);
  }

  /** An answer that is no JSON. */
  async text(path: string): Promise<string> {
    const response = await this.#send(path, { method: 'GET', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    if (!response.ok) throw await this.#failure(response);
    try {
      return await response.text();
    } catch (error) {
      throw new ConnectionError(this.url, error);
    }
  }

  /** Asks whether it is ready, which needs no token: status, reason and the time of its clock, milliseconds since 1970. */
  async readiness(): Promise<{ status: number; reason: string; dateMs: number | null }> {
    try {
      const response = await fetch(`${this.url}/readyz`, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
      const body = await this.#json(response);
      const dateMs = Date.parse(response.headers.get('date') ?? '');
      const said = body !== null && typeof body === 'object' && 'reason' in body ? body.reason : '';
      return {
        status: response.status,
        reason: typeof said === 'string' ? said : '',
        dateMs: Number.isNaN(dateMs) ? null : dateMs,
      };
    } catch (error) {
      throw error instanceof ConnectionError ? error : new ConnectionError(this.url, error);
    }
  }

  /**
   * Sends one change. The same `Idempotency-Key` goes with every attempt, so a POST whose answer was lost on a broken
   * connection is repeated without being done twice.
   */
  async post<T>(path: string, body: unknown, schema: Schema<T>, repeating = SHORTLY): Promise<T> {
    const { answerMs, retryAfterMs, forMs } = repeating;
    const headers = { 'content-type': 'application/json', [IDEMPOTENCY_KEY_HEADER]: randomUUID() };
    let lastMs = Number.POSITIVE_INFINITY;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const signal = AbortSignal.timeout(answerMs);
        const response = await this.#send(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
        return await this.#read(response, schema);
      } catch (error) {
        const delayMs = retryAfterMs[attempt];
        if (!repeating.mayPass(error) || delayMs === undefined) throw error;
        if (attempt === 0) lastMs = performance.now() + forMs;
        if (performance.now() + delayMs > lastMs) throw error;
        repeating.onBroken(error);
        await wait(delayMs);
      }
    }
  }

  /** Opens a stream of server-sent events; the answer's chunks of text. It stays open until `signal` aborts it. */
  async stream(path: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const response = await this.#send(path, { method: 'GET', headers: { accept: 'text/event-stream' }, signal });
    if (!response.ok || !response.body) throw await this.#failure(response);
    return response.body.pipeThrough(new TextDecoderStream());
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers({ accept: 'application/json', ...(init.headers as Record<string, string>) });
    if (this.#token !== null) headers.set('authorization', `Bearer ${this.#token}`);
    try {
      // A redirect is refused: following it would turn a POST into a GET.
      return await fetch(`${this.url}${API_PREFIX}${path}`, { ...init, headers, redirect: 'manual' });
    } catch (error) {
      throw new ConnectionError(this.url, error);
    }
  }

  async #read<T>(response: Response, schema: Schema<T>): Promise<T> {
    if (!response.ok) throw await this.#failure(response);
    const answer = schema.safeParse(await this.#json(response));
    if (answer.success) return answer.data;
    const issue = answer.error.issues[0];
    throw new CliError(
      `${this.url} gave an answer this version of hormesis does not understand: ${issue?.path.join('.')}: ${issue?.message}`,
      { code: 'answer_not_understood' },
    );
  }

  async #json(response: Response): Promise<unknown> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      throw new ConnectionError(this.url, error);
    }
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  async #failure(response: Response): Promise<CliError> {
    if (response.status === 401) return this.#notSignedIn();
    const body = errorBody.safeParse(await this.#json(response));
    if (!body.success) {
      return new CliError(
        `${this.url} answered ${response.status} without saying why: is a Hormesis control plane there?`,
        { code: `http_${response.status}` },
      );
    }
    const { code, message, refusals, problems } = body.data.error;
    const refused = [code, ...(refusals ?? []).map((refusal) => refusal.code)].some((each) => refusalCodes.has(each));
    return new CliError(message, { code, refusals, problems, exitCode: refused ? exitCodes.refused : exitCodes.usage });
  }

  #notSignedIn(): CliError {
    const why = this.#token === null ? 'Not signed in' : 'The token was not accepted';
    return new CliError(
      `${why} at ${this.url}. Run "hormesis login" with a token or with the sign-in link that npm start printed, or set HORMESIS_TOKEN.`,
      { code: 'not_signed_in' },
    );
  }
}

function isUnderWay(error: unknown): boolean {
  return error instanceof CliError && error.code === 'request_under_way';
}
