import type { Delay, Fault, FaultKind } from './fault.ts';
import { type Fields, InvalidField, integer, object, oneOf, onlyFields, text } from './frame-field.ts';

const MAX_DELAY_MS = 60_000;
const MAX_HEADERS = 20;
const HEADER_NAME = /^[A-Za-z0-9-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]{0,1000}$/;
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'x-hormesis-injected',
]);

function parseDelay(value: unknown, field: string): Delay {
  if (typeof value === 'number') return integer(value, field, 1, MAX_DELAY_MS);
  const delay = object(value, field);
  const ms = (name: string, min: number) => integer(delay[name], `${field}.${name}`, min, MAX_DELAY_MS);
  if ('minMs' in delay) {
    onlyFields(delay, field, ['minMs', 'maxMs']);
    const drawn = { minMs: ms('minMs', 0), maxMs: ms('maxMs', 1) };
    if (drawn.maxMs <= drawn.minMs) throw new InvalidField(`${field}.maxMs`, 'must be above minMs');
    return drawn;
  }
  onlyFields(delay, field, ['p50Ms', 'p99Ms']);
  const drawn = { p50Ms: ms('p50Ms', 1), p99Ms: ms('p99Ms', 1) };
  if (drawn.p99Ms <= drawn.p50Ms) throw new InvalidField(`${field}.p99Ms`, 'must be above p50Ms');
  return drawn;
}

function parseHeaders(value: unknown, field: string): Record<string, string> {
  const headers = Object.entries(object(value, field)).map(([name, content]): [string, string] => {
    text(name, `${field}.${name}`, HEADER_NAME);
    if (OWN_HEADERS.has(name.toLowerCase())) throw new InvalidField(`${field}.${name}`, 'must not be set by a fault');
    return [name, text(content, `${field}.${name}`, HEADER_VALUE)];
  });
  if (headers.length > MAX_HEADERS) throw new InvalidField(field, `must have at most ${MAX_HEADERS} headers`);
  return Object.fromEntries(headers);
}

interface Parser<F extends Fault> {
  /** The fields beside `kind`; any other refuses the fault: an agent that knows half of a fault does not know it. */
  readonly fields: readonly string[];
  readonly parse: (fault: Fields, field: string) => F;
}

/** The same limits as the schemas of the contract; a test holds the two together. */
const parsers = {
  latency: {
    fields: ['delayMs'],
    parse: (fault, field) => ({ kind: 'latency', delayMs: parseDelay(fault.delayMs, `${field}.delayMs`) }),
  },
  error: {
    fields: ['status', 'headers', 'body'],
    parse: ({ status, headers, body }, field) => ({
      kind: 'error',
      status: integer(status, `${field}.status`, 400, 599),
      ...(headers === undefined ? {} : { headers: parseHeaders(headers, `${field}.headers`) }),
      ...(body === undefined ? {} : { body: text(body, `${field}.body`, /^[\s\S]{0,10000}$/) }),
    }),
  },
  abort: {
    fields: ['afterMs'],
    parse: ({ afterMs }, field) => ({
      kind: 'abort',
      ...(afterMs === undefined ? {} : { afterMs: integer(afterMs, `${field}.afterMs`, 1, MAX_DELAY_MS) }),
    }),
  },
  timeout: { fields: [], parse: () => ({ kind: 'timeout' }) },
  throttle: {
    fields: ['bytesPerSecond'],
    parse: ({ bytesPerSecond }, field) => ({
      kind: 'throttle',
      bytesPerSecond: integer(bytesPerSecond, `${field}.bytesPerSecond`, 1, 100_000_000),
    }),
  },
  corrupt: {
    fields: ['bytesPpm'],
    parse: ({ bytesPpm }, field) => ({
      kind: 'corrupt',
      bytesPpm: integer(bytesPpm, `${field}.bytesPpm`, 1, 1_000_000),
    }),
  },
} as const satisfies { [K in FaultKind]: Parser<Extract<Fault, { kind: K }>> };

const KINDS = Object.keys(parsers) as FaultKind[];

/** @throws InvalidField for anything that is not exactly a fault this agent knows. */
export function parseFault(value: unknown, field: string): Fault {
  const fault = object(value, field);
  const { fields, parse }: Parser<Fault> = parsers[oneOf(fault.kind, `${field}.kind`, KINDS)];
  onlyFields(fault, field, ['kind', ...fields]);
  return parse(fault, field);
}
