import type { RingRange } from '@hormesis/contract/agent-link.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stripOf } from './strip.ts';

const WHOLE = 1_000_000;
const width = (segments: readonly { fromPpm: number; toPpm: number }[]) =>
  segments.reduce((sum, each) => sum + each.toPpm - each.fromPpm, 0);

/** Disjoint ranges, dealt out to some experiments; some are empty, some touch. */
const pools = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: WHOLE }), { minLength: 2, maxLength: 20 }),
    fc.array(fc.record({ owner: fc.integer({ min: 0, max: 3 }), used: fc.boolean() }), {
      minLength: 20,
      maxLength: 20,
    }),
    fc.array(fc.integer({ min: 0, max: WHOLE }), { minLength: 4, maxLength: 4 }),
  )
  .map(([cuts, deals, rhos]) => {
    const sorted = cuts.sort((a, b) => a - b);
    const ranges = sorted.slice(1).map((to, index): RingRange => [sorted[index] ?? 0, to]);
    return rhos.map((rhoPpm, owner) => ({
      experiment: `e${owner}`,
      rhoPpm,
      pool: ranges.filter((_, index) => deals[index]?.used && deals[index]?.owner === owner),
    }));
  });

test('the bar is covered from end to end, without a gap, an overlap or an empty piece', () => {
  fc.assert(
    fc.property(pools, (given) => {
      const segments = stripOf(given);
      expect(segments[0]?.fromPpm).toBe(0);
      expect(segments.at(-1)?.toPpm).toBe(WHOLE);
      for (const [index, segment] of segments.entries()) {
        expect(segment.toPpm).toBeGreaterThan(segment.fromPpm);
        if (index > 0) expect(segment.fromPpm).toBe(segments[index - 1]?.toPpm);
      }
    }),
  );
});

test('each experiment’s arms are as wide as its pool and its ρ say; what is free belongs to nobody', () => {
  fc.assert(
    fc.property(pools, (given) => {
      const segments = stripOf(given);
      for (const { experiment, pool, rhoPpm } of given) {
        const mine = segments.filter((segment) => segment.experiment === experiment);
        const whole = pool.reduce((sum, [from, to]) => sum + to - from, 0);
        expect(width(mine)).toBe(whole);
        const treatment = width(mine.filter((segment) => segment.kind === 'treatment'));
        // Each range is rounded to a millionth on its own.
        expect(Math.abs(treatment - (whole * rhoPpm) / WHOLE)).toBeLessThanOrEqual(pool.length / 2);
      }
      expect(segments.every((segment) => (segment.kind === 'free') === (segment.experiment === null))).toBe(true);
    }),
  );
});

test('without an experiment the whole bar is free', () => {
  expect(stripOf([])).toEqual([{ fromPpm: 0, toPpm: WHOLE, kind: 'free', experiment: null }]);
});
