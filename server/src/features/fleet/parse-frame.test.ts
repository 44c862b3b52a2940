import { callColumns, upFrame } from '@hormesis/contract/agent-link.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameParser } from './parse-frame.ts';
import { PLAIN_COLUMNS } from './plain-report.ts';

const REPORT = {
  ...{ type: 'report', sequence: 1, revision: 1, active: [{ experiment: 'e7k2m9q4x1', rules: 1, inFlight: 0 }] },
  ...{ halted: [], callGroups: ['api>http:ratings', '*>custom:cache/get'], paths: [], exposures: [], events: [] },
  ...{ dropped: 0, counters: { token_invalid: 3 } },
};
const COLUMNS = { experiment: 'e7k2m9q4x1', arm: 'treatment', stage: 0, groups: [1, 0], calls: [3, 4] };

/** What may stand in any field: what is right there, and what is right nowhere or only elsewhere. */
const anything = fc.oneof(
  fc.constantFrom(...[null, 0, 3, -1, 0.5, 2 ** 53, '3', '', true, {}, 'treatment', 'tester', 'free']),
  fc.constantFrom([], [1, 0], [0], [1, 2], [0, -1], [0, 0.5], [0, 2 ** 53], ['0', 1], [null, 1], [[0], 1], [1, 1]),
  fc.constantFrom('api>http:ratings', ['api>http:ratings', 'api->http'], [`api>http:${'x'.repeat(300)}`], 'e7k2m9q4x1'),
  fc.constantFrom({ fallback: [1, 2] }, { fallback: [1] }, { fallback: 1 }, { ['x'.repeat(101)]: [1, 2] }),
  fc.constantFrom(
    JSON.parse('{"__proto__": [1, 2]}'),
    JSON.parse('{"__proto__": 1}'),
    { a: -1 },
    { ['x'.repeat(101)]: 1 },
  ),
  fc.constantFrom(['e7k2m9q4x1'], ['no id'], [{ experiment: 'e7k2m9q4x1', rules: -1, inFlight: 0 }], [{}], [null]),
  fc.constantFrom([{ experiment: 'e7k2m9q4x1', rules: 1, inFlight: 0, more: 1 }]),
);
const ODD = ['unheardOf', '__proto__', 'constructor'];
const changesOf = (names: readonly string[], maxLength: number) =>
  fc.array(fc.tuple(fc.constantFrom(...names, ...ODD), anything, fc.boolean()), { maxLength });
type Changes = readonly (readonly [string, unknown, boolean])[];

/** The JSON of an object with fields changed or left out; written by hand, so that any name is a field like others. */
function changed(object: object, changes: Changes, more: Record<string, string> = {}): string {
  const fields = new Map(Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)]));
  for (const [name, text] of Object.entries(more)) fields.set(name, text);
  for (const [name, value, leftOut] of changes) leftOut ? fields.delete(name) : fields.set(name, JSON.stringify(value));
  return `{${[...fields].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

test('reports are taken without the schema only where it would take them as they are', () => {
  const parser = new FrameParser();
  const columns = fc.array(changesOf(Object.keys(callColumns.shape), 2), { maxLength: 3 });
  fc.assert(
    fc.property(columns, changesOf([...Object.keys(REPORT), 'calls', 'thinned'], 1), (arms, rest) => {
      const calls = `[${arms.map((changes) => changed(COLUMNS, changes)).join(',')}]`;
      const text = changed(REPORT, rest, { calls });
      const judge = upFrame.safeParse(JSON.parse(text));
      const parsed = parser.parse(text);
      expect(parsed.ok, text).toBe(judge.success);
      if (parsed.ok) expect(parsed.frame).toEqual(judge.data);
    }),
    { numRuns: 4_000 },
  );
});

test('every column is known to both', () => {
  expect([...PLAIN_COLUMNS].sort()).toEqual(Object.keys(callColumns.shape).sort());
});

test('a refusal says which field was wrong, in the columns and in the rest', () => {
  const parser = new FrameParser();
  const refusal = (frame: object) => {
    const parsed = parser.parse(JSON.stringify({ ...REPORT, calls: [COLUMNS], ...frame }));
    return parsed.ok ? 'taken' : parsed.reason;
  };
  const second = (columns: object) => refusal({ calls: [COLUMNS, { ...COLUMNS, ...columns }] });
  expect(refusal({})).toBe('taken');
  expect(refusal({ sequence: -1 })).toMatch(/^sequence: /);
  expect(second({ calls: [3, -1] })).toMatch(/^calls\.1\.calls\.1: /);
  expect(second({ groups: [0, 2] })).toBe('calls.1.groups: 2 must be a place in callGroups, which has 2 names');
  expect(second({ failures: [1] })).toBe('calls.1.failures: must have a number for each of the 2 groups, has 1');
  expect(second({ absorbed: { retry: [] } })).toBe('calls.1.retry: must have a number for each of the 2 groups, has 0');
  const wide = Array.from({ length: 2_501 }, () => 0);
  expect(refusal({ calls: [1, 2].map(() => ({ ...COLUMNS, groups: wide, calls: wide })) })).toBe(
    'calls: a report may hold at most 5000 sums of calls',
  );
  expect(parser.parse('{')).toEqual({ ok: false, reason: 'a frame must be JSON' });
});
