import { callSum, upFrame } from '@hormesis/contract/agent-link.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameParser, PLAIN_NAMES } from './parse-frame.ts';

const REPORT = {
  ...{ type: 'report', sequence: 1, revision: 1, active: [], halted: [], paths: [], exposures: [], events: [] },
  ...{ dropped: 0, counters: {} },
};
const SUM = { callGroup: 'api>http:ratings', experiment: 'e7k2m9q4x1', arm: 'treatment', stage: 0, calls: 3 };

/** What may stand in any field of a sum: what is right there, and what is right nowhere or only elsewhere. */
const anything = fc.oneof(
  fc.constantFrom(...[null, 0, 3, -1, 0.5, 2 ** 53, '3', '', true, [], {}, 'treatment', 'tester', 'free']),
  fc.constantFrom('api>http:ratings', 'api->http', '*>custom:cache/get', `api>http:${'x'.repeat(300)}`, 'e7k2m9q4x1'),
  fc.constantFrom({ fallback: 1 }, { fallback: -1 }, { ['x'.repeat(101)]: 1 }, JSON.parse('{"__proto__": 1}'), [1]),
);
const field = fc.constantFrom(...Object.keys(callSum.shape), 'unheardOf', '__proto__', 'constructor');
const sums = fc.array(fc.array(fc.tuple(field, anything, fc.boolean()), { maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
});

test('sums are taken without the schema only where it would take them as they are', () => {
  const parser = new FrameParser();
  fc.assert(
    fc.property(sums, (changed) => {
      const calls = changed.map((changes) => {
        const sum = new Map<string, unknown>(Object.entries(SUM));
        for (const [name, value, leftOut] of changes) leftOut ? sum.delete(name) : sum.set(name, value);
        return `{${[...sum].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
      });
      const text = `${JSON.stringify(REPORT).slice(0, -1)},"calls":[${calls.join(',')}]}`;
      const judge = upFrame.safeParse(JSON.parse(text));
      const parsed = parser.parse(text);
      expect(parsed.ok).toBe(judge.success);
      if (parsed.ok) expect(parsed.frame).toEqual(judge.data);
    }),
    { numRuns: 3_000 },
  );
});

test('every name of a sum is known to both', () => {
  expect([...PLAIN_NAMES].sort()).toEqual(Object.keys(callSum.shape).sort());
});

test('the rest of a report is judged though its sums are right, and a refusal says what was wrong', () => {
  const parser = new FrameParser();
  const refusal = (frame: object) => {
    const parsed = parser.parse(JSON.stringify(frame));
    return parsed.ok ? 'taken' : parsed.reason;
  };
  expect(refusal({ ...REPORT, calls: [SUM] })).toBe('taken');
  expect(refusal({ ...REPORT, calls: [SUM], sequence: -1 })).toMatch(/^sequence: /);
  expect(refusal({ ...REPORT, calls: [SUM, { ...SUM, calls: -1 }] })).toMatch(/^calls\.1\.calls: /);
  expect(refusal({ ...REPORT, calls: Array.from({ length: 5_001 }, () => SUM) })).toMatch(/^calls: .*5000/);
  expect(parser.parse('{')).toEqual({ ok: false, reason: 'a frame must be JSON' });
});
