import type { FaultPlan } from '@hormesis/core/fault.ts';
import { BODY } from './dependencies.ts';

/** What one request was told, as the application's server answers it. */
export interface Answer {
  /** What the application's own server read. */
  readonly baggage?: string;
  readonly status?: number;
  /** What the dependency read. */
  readonly seen?: string;
  readonly body?: string;
  /** Names and codes of what the client library threw. */
  readonly error?: string;
  readonly tookMs: number;
}

export interface Column {
  readonly name: string;
  readonly fault: FaultPlan | null;
  /** The host belongs to nobody we know. */
  readonly foreign?: true;
  /** The caller's AbortSignal. */
  readonly abortMs?: number;
  /** Null: as it should be. Otherwise what is wrong. */
  judge(answer: Answer, member: string): string | null;
}

const LATENCY_MS = 60;
const ABORT_MS = 100;
const BYTES_PER_SECOND = 4_000;
const ERROR_BODY = '{"error":"busy"}';

/** What the libraries call a connection, or a stream, that broke. */
const BROKEN = /ECONNRESET|UND_ERR_SOCKET|ERR_HTTP2_STREAM_ERROR/;
/** Timers of Node may fire a millisecond early by another clock. */
const EARLY_MS = 5;

/** What is tried with each client in each server. Nothing here is slower than it must be, and nothing judges "too slow". */
export const COLUMNS: readonly Column[] = [
  { name: 'no fault', fault: null, judge: whole },
  { name: 'foreign host', fault: null, foreign: true, judge: unmarked },
  { name: 'latency', fault: { kind: 'latency', delayMs: LATENCY_MS }, judge: atLeast(LATENCY_MS) },
  {
    name: 'error',
    fault: { kind: 'error', status: 503, headers: { 'x-seen': 'injected' }, body: ERROR_BODY },
    judge: ({ status, seen, body, error }) =>
      status === 503 && seen === 'injected' && body === ERROR_BODY ? null : `status ${status}, ${body}, ${error}`,
  },
  {
    name: 'abort',
    fault: { kind: 'abort' },
    judge: ({ error, status }) => (BROKEN.test(error ?? '') ? null : `${error}, status ${status}`),
  },
  {
    name: 'timeout',
    fault: { kind: 'timeout' },
    abortMs: ABORT_MS,
    judge: ({ error, status, tookMs }) => {
      if (error === undefined) return `no error but status ${status}`;
      return tookMs < ABORT_MS - EARLY_MS ? `${error} after ${tookMs} ms` : null;
    },
  },
  {
    name: 'throttle',
    fault: { kind: 'throttle', bytesPerSecond: BYTES_PER_SECOND },
    // The first bytes may come at once: a third of the time is plainly slow and true of any pacing.
    judge: atLeast(((BODY.length / BYTES_PER_SECOND) * 1_000) / 3),
  },
  {
    name: 'corrupt',
    fault: { kind: 'corrupt', bytesPpm: 100_000 },
    judge: ({ status, body, error }) => {
      if (status !== 200 || body === undefined) return `status ${status}, ${error}`;
      if (body.length !== BODY.length) return `${body.length} bytes instead of ${BODY.length}`;
      return body === BODY ? 'the body is whole' : null;
    },
  },
];

function whole({ status, seen, body, error }: Answer, member: string): string | null {
  if (status !== 200 || body !== BODY) return `status ${status}, ${body?.length} bytes, ${error}`;
  const ours = seen?.split(/,\s*/).filter((part) => part.startsWith('hormesis='));
  return ours?.length === 1 && ours[0] === member ? null : `the dependency read ${JSON.stringify(seen)}`;
}

function unmarked({ status, seen, body, error }: Answer): string | null {
  if (status !== 200 || body !== BODY) return `status ${status}, ${body?.length} bytes, ${error}`;
  return seen?.includes('hormesis') ? `a foreign host read ${JSON.stringify(seen)}` : null;
}

function atLeast(limitMs: number): Column['judge'] {
  return (answer, member) =>
    answer.tookMs < limitMs - EARLY_MS ? `after ${answer.tookMs} ms already` : whole(answer, member);
}
