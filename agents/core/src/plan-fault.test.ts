import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delay } from './fault.ts';
import { planFault } from './plan-fault.ts';

/** A small generator of numbers in [0, 1), so that what the tests see is the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function delays(delayMs: Delay, count: number): number[] {
  const random = seeded(7);
  return Array.from({ length: count }, () => {
    const plan = planFault({ kind: 'latency', delayMs }, random);
    return plan.kind === 'latency' ? plan.delayMs : Number.NaN;
  }).sort((a, b) => a - b);
}

const share = (sorted: readonly number[], below: number) =>
  sorted.filter((each) => each < below).length / sorted.length;

test('a fixed delay asks chance for nothing, and neither does any other fault', () => {
  const never = () => {
    throw new Error('asked');
  };
  expect(planFault({ kind: 'latency', delayMs: 800 }, never)).toEqual({ kind: 'latency', delayMs: 800 });
  expect(planFault({ kind: 'abort' }, never)).toEqual({ kind: 'abort' });
});

test('uniform delays fill the range evenly, both ends included', () => {
  const sorted = delays({ minMs: 100, maxMs: 103 }, 4_000);
  expect(new Set(sorted)).toEqual(new Set([100, 101, 102, 103]));
  expect(share(sorted, 102)).toBeCloseTo(0.5, 1);
});

test('log-normal delays have the median and the 99th percentile that were asked for', () => {
  const sorted = delays({ p50Ms: 40, p99Ms: 800 }, 20_000);
  expect(share(sorted, 40)).toBeCloseTo(0.5, 1);
  expect(share(sorted, 800)).toBeCloseTo(0.99, 2);
  expect(sorted[19_800]).toBeGreaterThan(700);
});

test('whatever chance says, a delay is whole milliseconds and at most a minute', () => {
  const any = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(any, any, fc.integer({ min: 1, max: 59_999 }), (u, v, p50Ms) => {
      const numbers = [u, v];
      const plan = planFault({ kind: 'latency', delayMs: { p50Ms, p99Ms: 60_000 } }, () => numbers.shift() ?? 0);
      const delayMs = plan.kind === 'latency' ? plan.delayMs : -1;
      expect(Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= 60_000).toBe(true);
    }),
  );
});
