import { errorFromAnswer, unreachable, unreadableAnswer } from './api-error.ts';

// Written out, not imported: http-api.ts would be the only value taken from the contract.
const API_PREFIX = '/api/v1';

/** Reads from the API. @throws ApiError */
export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { method: 'GET', signal: signal ?? null });
}

/** A line may hang without breaking, and a browser waits for ever: after so long there is no answer, milliseconds. */
const ANSWER_MS = 30_000;
/** A halt is answered within two seconds, or a little later while the database hangs. Sooner sent again is sooner stopped. */
export const HALT_ANSWER_MS = 6_000;

/** Changes something; `idempotencyKey` makes repeating it harmless. @throws ApiError */
export function post<T>(path: string, body: object, idempotencyKey: string, answerMs = ANSWER_MS): Promise<T> {
  return send<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerMs),
  });
}

/** The address of an API path, for requests that read a stream. */
export function apiUrl(path: string): string {
  return `${API_PREFIX}${path}`;
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const { status, ok, text } = await exchange(path, init);
  if (!ok) throw errorFromAnswer(status, text);
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T;
  } catch (cause) {
    throw unreadableAnswer(status, cause);
  }
}

async function exchange(path: string, init: RequestInit): Promise<{ status: number; ok: boolean; text: string }> {
  try {
    const answer = await fetch(apiUrl(path), { credentials: 'same-origin', ...init });
    return { status: answer.status, ok: answer.ok, text: await answer.text() };
  } catch (cause) {
    if (init.signal?.aborted && !isTimeout(cause)) throw cause;
    throw unreachable(cause);
  }
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'TimeoutError';
}
