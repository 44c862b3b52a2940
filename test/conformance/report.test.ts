import { type CallSum, columnsOf } from '@hormesis/link/call-columns.ts';
import { FrameParser } from '@hormesis/server/features/fleet/parse-frame.ts';
import { sumCalls } from '@hormesis/server/features/observations/batch-sums.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callSumsOf } from '../../agents/link/test/call-sums.ts';
import { reportOf } from '../server/scripted-agent.ts';

const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 }));
const RARER = ['failures', 'skipped', 'visible', 'opened', 'rejected', 'timedOut', 'fallbacks'] as const;
const ABSORBERS = ['fallback', 'retry', 'handler'] as const;

/** A sum as an agent counts it: everything is there, most of it zero. */
const counts = fc.record({
  ...Object.fromEntries(RARER.map((name) => [name, count])),
  calls: count,
  injected: count,
  injectedRequests: count,
  absorbed: fc.dictionary(fc.constantFrom(...ABSORBERS), count),
});
const belonging = fc.constantFrom(
  { experiment: null, arm: null, stage: null },
  ...(['treatment', 'control', 'tester'] as const).map((arm) => ({ experiment: 'eratings1', arm, stage: 0 })),
  { experiment: 'eratings1', arm: 'treatment' as const, stage: 1 },
);
const callGroup = fc.constantFrom(
  'api>http:ratings',
  'api>http:ratings/GET',
  'api>custom:cache',
  '*>custom:a/é"',
  'a>http:c',
);
const sums = fc.uniqueArray(fc.record({ callGroup, of: belonging, counts }), {
  maxLength: 20,
  selector: ({ callGroup: name, of }) => `${name} ${of.experiment} ${of.arm} ${of.stage}`,
});

test('what agents count arrives as it was counted, through columns, JSON and the reader of frames', () => {
  const parser = new FrameParser();
  fc.assert(
    fc.property(sums, (counted) => {
      const told = counted.map(
        ({ callGroup: name, of, counts: each }): CallSum => ({ callGroup: name, ...of, ...each }),
      );
      const parsed = parser.parse(JSON.stringify(reportOf(1, { calls: told })));
      if (!parsed.ok || parsed.frame.type !== 'report') throw new Error(`refused: ${JSON.stringify(parsed)}`);
      const reporter = { instance: 'api-1', service: 'api', boot: 'b' };
      const arrived = new Map(sumCalls([{ reporter, report: parsed.frame }]).map((row) => [keyOf(row), row]));
      expect(arrived.size).toBe(told.length);
      for (const { absorbed = {}, ...sum } of told) {
        const requests = (sum.injected ?? 0) > 0 ? sum.injectedRequests : expect.any(Number);
        const hidden = Object.fromEntries(ABSORBERS.map((by) => [by, absorbed[by] ?? 0]));
        const expected = { ...sum, ...hidden, stage: sum.stage ?? 0, injectedRequests: requests };
        expect(arrived.get(keyOf(sum))).toMatchObject(expected);
      }
      expect(callSumsOf(columnsOf(told)).map(keyOf).sort()).toEqual(told.map(keyOf).sort());
    }),
  );
});

function keyOf({
  callGroup: name,
  experiment,
  arm,
  stage,
}: Pick<CallSum, 'callGroup' | 'experiment' | 'arm' | 'stage'>) {
  return `${name} ${experiment} ${arm} ${stage ?? 0}`;
}
