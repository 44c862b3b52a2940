import { z } from 'zod';
import { describe } from './share.ts';

/** An integer within bounds; refused in one sentence that names what is allowed and the value. */
function integer(min: number, max: number, what: string, allowed = `must be ${what} from ${min} to ${max}`) {
  const error = (issue: { readonly input?: unknown }) => `${allowed}, got ${describe(issue.input)}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

const MAX_DELAY_MS = 60_000;
const delay = integer(1, MAX_DELAY_MS, 'whole milliseconds');

/** Every delay between the two is as likely as any other. */
const uniformDelay = z
  .strictObject({ minMs: integer(0, MAX_DELAY_MS, 'whole milliseconds'), maxMs: delay })
  .refine(({ minMs, maxMs }) => maxMs > minMs, {
    path: ['maxMs'],
    error: (issue) => `must be above minMs, got ${describe(issue.input)}`,
  });

/** Like most real services: half of the calls wait less than `p50Ms`, one of a hundred longer than `p99Ms`; never above a minute. */
const logNormalDelay = z.strictObject({ p50Ms: delay, p99Ms: delay }).refine(({ p50Ms, p99Ms }) => p99Ms > p50Ms, {
  path: ['p99Ms'],
  error: (issue) => `must be above p50Ms, got ${describe(issue.input)}`,
});

const fixedOrDrawn = 'must be whole milliseconds from 1 to 60000, {minMs, maxMs} or {p50Ms, p99Ms}';

/** The call waits, then goes on to the real dependency: a fixed time, or one drawn for each call. Milliseconds. */
export const latencyFault = z.strictObject({
  kind: z.literal('latency'),
  delayMs: z.union([integer(1, MAX_DELAY_MS, 'whole milliseconds', fixedOrDrawn), uniformDelay, logNormalDelay], {
    error: (issue) => `${fixedOrDrawn}, got ${describe(issue.input)}`,
  }),
});

const MAX_HEADERS = 20;
const HEADER_NAME = /^[A-Za-z0-9-]{1,100}$/;
/** Headers that frame the answer, or tell that it is ours: they follow from the rest of the fault. */
const OWN_HEADERS = new Set(['connection', 'content-length', 'transfer-encoding', 'x-hormesis-injected']);

const headerValue = z.string().regex(/^[\t\x20-\x7e]{0,1000}$/, {
  error: (issue) => `must be at most 1000 printable ASCII characters, got ${describe(issue.input)}`,
});

function refuseHeaderNames(headers: Record<string, string>, context: z.core.$RefinementCtx): void {
  const names = Object.keys(headers);
  const refuse = (path: string[], allowed: string, got: unknown) =>
    context.addIssue({ code: 'custom', path, message: `${allowed}, got ${describe(got)}`, input: got });
  if (names.length > MAX_HEADERS) refuse([], `must have at most ${MAX_HEADERS} headers`, names.length);
  for (const each of names) {
    if (!HEADER_NAME.test(each)) refuse([each], 'must be a header name of letters, digits and hyphens', each);
    if (OWN_HEADERS.has(each.toLowerCase())) refuse([each], `must be none of ${[...OWN_HEADERS].join(', ')}`, each);
  }
}

/** The call never reaches the dependency and answers with `status`; at a custom injection point an error is thrown. */
export const errorFault = z.strictObject({
  kind: z.literal('error'),
  status: integer(400, 599, 'an HTTP status').default(503),
  headers: z.record(z.string(), headerValue).superRefine(refuseHeaderNames).optional(),
  body: z.string().max(10_000).optional(),
});

/** The connection is reset before the dependency answers: `ECONNRESET`, a `TypeError` of `fetch`. With `afterMs`, slow and then dead. */
export const abortFault = z.strictObject({
  kind: z.literal('abort'),
  /** The call waits so long before it breaks, milliseconds; absent: it breaks at once. */
  afterMs: delay.optional(),
});

/** No answer comes until the caller gives up; a halt or the end of the lease lets the call go on to the real dependency. */
export const timeoutFault = z.strictObject({ kind: z.literal('timeout') });

/** The body of the response arrives slowly. */
export const throttleFault = z.strictObject({
  kind: z.literal('throttle'),
  bytesPerSecond: integer(1, 100_000_000, 'whole bytes per second'),
});

/** Bytes of the response's body are changed as they lie on the wire, after any content encoding; its length stays. The first byte always is. */
export const corruptFault = z.strictObject({
  kind: z.literal('corrupt'),
  bytesPpm: integer(1, 1_000_000, 'a whole number (parts per million of the bytes)').default(10_000),
});

/** What happens to a call. */
export const fault = z.discriminatedUnion('kind', [
  latencyFault,
  errorFault,
  abortFault,
  timeoutFault,
  throttleFault,
  corruptFault,
]);
export type Fault = z.infer<typeof fault>;
export type FaultKind = Fault['kind'];
