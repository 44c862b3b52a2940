import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { AddressRefused, allowedAddresses, hostOf } from './address.ts';
import type { AddressPolicy } from './address-policy.ts';
import type { Attempt } from './webhook.ts';

/** What is read of an answer: its status counts, its words are kept nowhere. */
const ANSWER_BYTES = 64 * 1024;
/** Statuses that say that this event is unusable, whatever becomes of others. */
const EVENT_UNUSABLE: ReadonlySet<number> = new Set([400, 413, 415, 422]);
const LONGEST_WAIT_MS = 3_600_000;

export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Sending {
  readonly policy: AddressPolicy;
  /** From the name's resolution to the end of the answer, milliseconds. */
  readonly timeoutMs: number;
  /** Ends the attempt before that. */
  readonly signal?: AbortSignal;
  monotonicMs(): number;
}

/**
 * Makes one attempt. It connects to an address that was checked in this very resolution, follows no redirect, keeps no
 * connection, and counts as delivered only what was answered with 2xx to the end. Never throws.
 */
export async function send(outgoing: Outgoing, on: Sending): Promise<Attempt> {
  const beganMs = on.monotonicMs();
  const tookMs = () => Math.round(on.monotonicMs() - beganMs);
  try {
    const { status, retryAfter } = await exchange(outgoing, on);
    if (status >= 200 && status < 300) return { kind: 'delivered', status, tookMs: tookMs() };
    const blame = EVENT_UNUSABLE.has(status) ? 'event' : 'receiver';
    return {
      kind: 'failed',
      blame,
      status,
      error: wordsOf(status),
      tookMs: tookMs(),
      retryAfterMs: waitOf(retryAfter),
    };
  } catch (error) {
    const words = errorWords(error, on.timeoutMs);
    return { kind: 'failed', blame: 'receiver', status: null, error: words, tookMs: tookMs(), retryAfterMs: null };
  }
}

interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

async function exchange(
  { url, headers, body }: Outgoing,
  { policy, timeoutMs, signal: given }: Sending,
): Promise<Answered> {
  const target = new URL(url);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = given ? AbortSignal.any([timeout, given]) : timeout;
  const host = hostOf(target);
  // Resolved by hand as well: a connection to a literal address asks no resolver.
  await abortable(allowedAddresses(host, policy), signal);
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'https:' ? overHttps : overHttp)(
      target,
      { method: 'POST', agent: false, signal, lookup: checkedLookup(policy), headers: sized(headers, body) },
      (response) => ended(response).then(resolve, reject),
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Hands the connection the addresses that were checked in the same answer: a name that changes in between leads nowhere else. */
function checkedLookup(policy: AddressPolicy): LookupFunction {
  return (host, options, callback) => {
    allowedAddresses(host, policy).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) return callback(null, addresses);
        if (!first) return callback(new Error(`${host} has no address`), '');
        return callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ''),
    );
  };
}

/** Resolves at the end of the answer, or when more has come than anybody needs; an answer that breaks off is no answer. */
function ended(response: IncomingMessage): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const answered = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= ANSWER_BYTES) return;
      resolve(answered);
      response.destroy();
    });
    response.on('end', () => resolve(answered));
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer broke off')));
  });
}

function sized(headers: Outgoing['headers'], body: string): Record<string, string | number> {
  return { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function wordsOf(status: number): string {
  if (status >= 300 && status < 400) return `answered ${status}: redirects are not followed`;
  return `answered ${status}`;
}

function errorWords(error: unknown, timeoutMs: number): string {
  if (error instanceof AddressRefused) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `no whole answer within ${timeoutMs} ms`;
  // Of several addresses that were tried the message is empty and the first cause says it.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 300);
}

/** `Retry-After` in seconds; a date is left to our own pace. */
function waitOf(retryAfter: string | undefined): number | null {
  if (!retryAfter || !/^\d{1,9}$/.test(retryAfter)) return null;
  return Math.min(LONGEST_WAIT_MS, Number(retryAfter) * 1_000);
}
