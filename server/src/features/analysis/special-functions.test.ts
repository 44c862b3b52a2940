import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bernoulliInterval } from './bernoulli-interval.ts';
import { harmLogE } from './harm.ts';
import { lnBeta, lnBinomial, lnGamma, lnUpperTail } from './log-beta.ts';
import { multinomialLogE } from './multinomial.ts';

interface Vectors {
  multinomialLogE: { counts: number[]; shares: number[]; prior: number[]; logE: number }[];
  harmLogE: { treatment: number; control: number; share: number; logE: number }[];
  bernoulliInterval: { successes: number; trials: number; alpha: number; lower: number; upper: number }[];
}
const file = new URL('../../../../test/conformance/statistics.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

/** Equal to 1e-9 relative; a true zero to 1e-12. */
function expectSame(actual: number, golden: number): void {
  expect(Math.abs(actual - golden)).toBeLessThanOrEqual(Math.max(1e-12, 1e-9 * Math.abs(golden)));
}

test.each(vectors.harmLogE)('harm of $treatment against $control at $share', ({ treatment, control, share, logE }) => {
  expectSame(harmLogE(treatment, control, share), logE);
});

test.each(vectors.multinomialLogE)('counts $counts against shares $shares', ({ counts, shares, prior, logE }) => {
  expectSame(multinomialLogE(counts, shares, prior), logE);
});

test.each(vectors.bernoulliInterval)(
  'interval of $successes in $trials',
  ({ successes, trials, alpha, lower, upper }) => {
    const interval = bernoulliInterval(successes, trials, alpha);
    expectSame(interval.lower, lower);
    expectSame(interval.upper, upper);
  },
);

test('the vectors were really read', () => {
  expect(vectors.harmLogE.length + vectors.multinomialLogE.length + vectors.bernoulliInterval.length).toBe(21);
});

test('known values of the gamma and beta functions', () => {
  expectSame(lnGamma(0.5), 0.5 * Math.log(Math.PI));
  expectSame(lnGamma(11), Math.log(3_628_800));
  expectSame(lnBeta(3, 4), Math.log(1 / 60));
  expectSame(lnBinomial(3, 2, 0.5), Math.log(10 / 32));
});

test('the upper tail keeps its digits where 1 − I underflows', () => {
  // a = 1: 1 − I_x(1, b) = (1 − x)^b; b = 1: 1 − I_x(a, 1) = 1 − x^a.
  expectSame(lnUpperTail(0.9, 1, 1_000), 1_000 * Math.log(0.1));
  expectSame(lnUpperTail(0.5, 2_000, 1), 0);
  expectSame(lnUpperTail(1e-6, 1, 3), 3 * Math.log1p(-1e-6));
  expectSame(lnUpperTail(0.999, 5, 1), Math.log(-Math.expm1(5 * Math.log(0.999))));
});

test('a million failing units are no harder than ten', () => {
  // Equal arms: E = B(n+1, n+1)·2^(2n)·2·½ with the tail exactly one half, so ln E = −ln(2n+1) − ln C(2n, n)/4^n.
  const n = 1_000_000;
  const central = -0.5 * Math.log(Math.PI * n) - 1 / (8 * n);
  expectSame(harmLogE(n, n, 0.5), -Math.log(2 * n + 1) - central);
});
