import { fault as faultSchema } from '@hormesis/contract/fault.ts';
import { parseRuleset } from '@hormesis/core/ruleset.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** What an agent makes of a fault that a ruleset carries; undefined when it refuses the ruleset. */
function understood(fault: unknown): unknown {
  const parsed = parseRuleset({
    type: 'ruleset',
    revision: 1,
    serverTimeMs: 0,
    keys: [],
    entries: [],
    experiments: [
      {
        id: 'efaults01',
        path: 'press-play',
        stage: 0,
        arms: ['treatment'],
        allowlist: ['*>http:ratings'],
        faults: [{ callGroup: '*>http:ratings', fault }],
      },
    ],
  });
  return parsed.ok ? parsed.ruleset.experiments.get('efaults01')?.faults.get('*>http:ratings') : undefined;
}

const edge = fc.oneof(
  fc.constantFrom<unknown>(
    -1,
    0,
    1,
    2,
    399,
    400,
    503,
    599,
    600,
    10_000,
    59_999,
    60_000,
    60_001,
    1e6,
    1e6 + 1,
    1e8,
    1e8 + 1,
  ),
  fc.constantFrom<unknown>(0.5, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, '', '5', [], {}),
);
const headers = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.dictionary(fc.stringMatching(/^[a-zA-Z0-9-]{1,5}$/), fc.stringMatching(/^[ -~]{0,5}$/), {
      maxKeys: 25,
    }),
  },
  fc.dictionary(fc.constantFrom('Content-Length', 'connection', 'a b', 'retry-after', ''), fc.string({ maxLength: 3 })),
);
const delay = fc.oneof(
  edge,
  fc.record({ minMs: edge, maxMs: edge }, { requiredKeys: [] }),
  fc.record({ p50Ms: edge, p99Ms: edge }, { requiredKeys: [] }),
  fc.record({ minMs: edge, maxMs: edge, p99Ms: edge }, { requiredKeys: [] }),
);
/** Mostly the fields of the kind, sometimes one of another, at and around every limit. */
const anyFault = fc
  .constantFrom('latency', 'error', 'abort', 'timeout', 'throttle', 'corrupt', 'explode')
  .chain((kind) => {
    const own = {
      latency: { delayMs: delay },
      error: {
        status: edge,
        headers,
        body: fc.oneof(fc.string(), fc.constantFrom('x'.repeat(10_000), 'x'.repeat(10_001), 5)),
      },
      abort: { afterMs: edge },
      throttle: { bytesPerSecond: edge },
      corrupt: { bytesPpm: edge },
    }[kind as string];
    const fields = fc.record({ kind: fc.constant(kind), ...own }, { requiredKeys: ['kind'] });
    const other = fc.record({ status: edge, delayMs: edge, bytesPpm: edge, note: edge }, { requiredKeys: [] });
    return fc.oneof(
      { weight: 5, arbitrary: fields },
      fc.tuple(fields, other).map(([a, b]) => ({ ...b, ...a })),
    );
  });

test('an agent accepts exactly the faults that the control plane can send, and takes them as they are', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyFault, (value) => {
      const sent = faultSchema.safeParse(value);
      const taken = understood(value);
      if (taken !== undefined) expect(sent.data).toEqual(taken);
      if (!sent.success) return;
      accepted += 1;
      expect(understood(JSON.parse(JSON.stringify(sent.data)))).toEqual(sent.data);
    }),
    { numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});

test('a fault at the edge of every limit is taken by both, one step further by neither', () => {
  const both = (fault: unknown) => [faultSchema.safeParse(fault).success, understood(fault) !== undefined];
  const inside: unknown[] = [
    { kind: 'latency', delayMs: 1 },
    { kind: 'latency', delayMs: 60_000 },
    { kind: 'latency', delayMs: { minMs: 0, maxMs: 60_000 } },
    { kind: 'latency', delayMs: { p50Ms: 1, p99Ms: 60_000 } },
    { kind: 'error', status: 400, headers: { 'retry-after': '30' }, body: 'x'.repeat(10_000) },
    { kind: 'abort' },
    { kind: 'abort', afterMs: 60_000 },
    { kind: 'timeout' },
    { kind: 'throttle', bytesPerSecond: 1 },
    { kind: 'throttle', bytesPerSecond: 100_000_000 },
    { kind: 'corrupt', bytesPpm: 1_000_000 },
  ];
  for (const fault of inside) expect([fault, ...both(fault)]).toEqual([fault, true, true]);
  const outside: unknown[] = [
    { kind: 'latency', delayMs: 0 },
    { kind: 'latency', delayMs: 60_001 },
    { kind: 'latency', delayMs: { minMs: 5, maxMs: 5 } },
    { kind: 'latency', delayMs: { p50Ms: 6, p99Ms: 5 } },
    { kind: 'latency', delayMs: { minMs: 1, maxMs: 2, p50Ms: 1 } },
    { kind: 'error', status: 399 },
    { kind: 'error', status: 500, headers: { 'content-length': '0' } },
    { kind: 'error', status: 500, headers: { 'x-a': 'line\nbreak' } },
    { kind: 'error', status: 500, body: 'x'.repeat(10_001) },
    { kind: 'abort', status: 500 },
    { kind: 'abort', afterMs: 0 },
    { kind: 'throttle', bytesPerSecond: 0 },
    { kind: 'corrupt', bytesPpm: 1_000_001 },
  ];
  for (const fault of outside) expect([fault, ...both(fault)]).toEqual([fault, false, false]);
});
