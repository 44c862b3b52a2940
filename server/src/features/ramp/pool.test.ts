import type { RingRange } from '@hormesis/contract/agent-link.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growPool, widthOf } from './pool.ts';
import { layoutOf } from './rho.ts';

test('a new experiment takes its share from a random place on, going round the ring', () => {
  expect(growPool([], [], 200_000, 900_000)).toEqual({
    pool: [
      [0, 100_000],
      [900_000, 1_000_000],
    ],
    missingPpm: 0,
  });
});

test('a stage keeps what it has and grows around its neighbour', () => {
  const grown = growPool([[100_000, 140_000]], [[160_000, 500_000]], 200_000, 100_000);
  expect(grown).toEqual({
    pool: [
      [100_000, 160_000],
      [500_000, 640_000],
    ],
    missingPpm: 0,
  });
});

test('what the older experiment holds is missing, not taken', () => {
  const grown = growPool([[0, 300_000]], [[300_000, 900_000]], 1_000_000, 0);
  expect(grown).toEqual({
    pool: [
      [0, 300_000],
      [900_000, 1_000_000],
    ],
    missingPpm: 600_000,
  });
});

const position = fc.integer({ min: 0, max: 1_000_000 });
const ranges = fc
  .uniqueArray(position, { maxLength: 16 })
  .map((cuts) => [...cuts].sort((a, b) => a - b))
  .map((cuts) =>
    cuts.flatMap((from, index) => (index % 2 === 0 ? [[from, cuts[index + 1] ?? from] satisfies RingRange] : [])),
  );
const inside = (pool: readonly RingRange[], at: number) => pool.some(([from, to]) => from <= at && at < to);

test('a pool only grows, never touches a neighbour, and has exactly the width it can get', () => {
  fc.assert(
    fc.property(ranges, position, position, fc.array(position), (disjoint, target, start, places) => {
      const current = disjoint.filter((_, index) => index % 2 === 0);
      const taken = disjoint.filter((_, index) => index % 2 === 1);
      const { pool, missingPpm } = growPool(current, taken, target, start);
      const available = 1_000_000 - widthOf(taken);
      expect(widthOf(pool)).toBe(Math.max(widthOf(current), Math.min(target, available)));
      expect(missingPpm).toBe(Math.max(0, target - widthOf(pool)));
      expect(widthOf([...pool, ...taken])).toBe(widthOf(pool) + widthOf(taken));
      for (const [index, [from, to]] of pool.entries()) {
        expect(from).toBeLessThan(to);
        expect(from).toBeGreaterThan(pool[index - 1]?.[1] ?? -1);
      }
      for (const at of places) if (inside(current, at)) expect(inside(pool, at)).toBe(true);
    }),
  );
});

test('whoever is in treatment stays there along the whole ramp; control moves only above 50 %, and one way', () => {
  const shares = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 8 });
  const unit = fc.record({ path: fc.integer({ min: 0, max: 999_999 }), arm: fc.integer({ min: 0, max: 999_999 }) });
  fc.assert(
    fc.property(shares, fc.array(unit, { minLength: 1, maxLength: 50 }), position, (unsorted, units, start) => {
      let pool: RingRange[] = [];
      const arms = units.map((): 'none' | 'treatment' | 'control' => 'none');
      for (const trafficPpm of [...unsorted].sort((a, b) => a - b)) {
        const { rhoPpm, poolWidthPpm } = layoutOf(trafficPpm);
        pool = growPool(pool, [], poolWidthPpm, start).pool;
        units.forEach(({ path, arm }, index) => {
          const before = arms[index];
          const now = !inside(pool, path) ? 'none' : arm < rhoPpm ? 'treatment' : 'control';
          if (before === 'treatment') expect(now).toBe('treatment');
          if (before === 'control')
            expect(now).toBe(trafficPpm <= 500_000 ? 'control' : now === 'none' ? 'control' : now);
          arms[index] = now;
        });
      }
    }),
  );
});

test('treatment is as large as the stage says, and control equals it up to 50 %', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (trafficPpm) => {
      const { rhoPpm, poolWidthPpm } = layoutOf(trafficPpm);
      expect((poolWidthPpm * rhoPpm) / 1_000_000).toBeCloseTo(trafficPpm, 6);
      expect(layoutOf(Math.min(1_000_000, trafficPpm + 1)).rhoPpm).toBeGreaterThanOrEqual(rhoPpm);
    }),
  );
});
