/**
 * Special functions in logarithms, written here because the small libraries on offer stop at 1e-8 or underflow where a
 * halt is decided: they answer I_x, and 1 − I_x of 1e-300 is then 0. Everything is built on two things that stay accurate:
 * Stirling's series, and Loader's saddle-point form of the binomial (C. Loader, "Fast and Accurate Computation of Binomial
 * Probabilities", 2000), which has no large terms that cancel, however many units there are.
 */
const HALF_LN_2PI = 0.5 * Math.log(2 * Math.PI);
/** From here on six terms of Stirling's series are exact to 2e-16. */
const SERIES_FROM = 15;

/** lnΓ(x) less Stirling's main term, for x ≥ SERIES_FROM. */
function stirlingSeries(x: number): number {
  const s = 1 / (x * x);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / x;
}

/** ln Γ(x) for x > 0. */
export function lnGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < SERIES_FROM) {
    product *= shifted;
    shifted += 1;
  }
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LN_2PI + stirlingSeries(shifted) - Math.log(product);
}

/** ln B(a, b) for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/** ln Γ(x+1) less Stirling's main term, for x > 0. */
function stirlingError(x: number): number {
  if (x >= SERIES_FROM) return stirlingSeries(x);
  return lnGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LN_2PI;
}

/** x·ln(x/mean) + mean − x, without the cancellation when x is near the mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const v = difference / (x + mean);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1_000; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/**
 * Logarithm of the binomial probability of `k` successes and `m` failures at success share `p` in (0, 1).
 * `k` and `m` may be fractions: a forecast scales counts.
 */
export function lnBinomial(k: number, m: number, p: number): number {
  if (k === 0) return m * Math.log1p(-p);
  if (m === 0) return k * Math.log(p);
  const n = k + m;
  const saddle = stirlingError(n) - stirlingError(k) - stirlingError(m) - deviance(k, n * p) - deviance(m, n * (1 - p));
  return saddle + 0.5 * Math.log(n / (2 * Math.PI * k * m));
}

/** Continued fraction of the incomplete beta function by Lentz's method; converges fast for x < (a+1)/(a+b+2). */
function continuedFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/** ln I_x(a, b) by the continued fraction; x^a·(1−x)^b / B(a, b) comes from the binomial, so a, b ≥ 1. */
function lnLowerTail(x: number, a: number, b: number): number {
  const front = Math.log(a + b - 1) + Math.log(x) + Math.log1p(-x) + lnBinomial(a - 1, b - 1, x);
  return front - Math.log(a) + Math.log(continuedFraction(a, b, x));
}

/** ln(1 − I_x(a, b)) for a, b ≥ 1 and x in (0, 1), accurate in both tails. */
export function lnUpperTail(x: number, a: number, b: number): number {
  if (x < (a + 1) / (a + b + 2)) return Math.log1p(-Math.exp(lnLowerTail(x, a, b)));
  return lnLowerTail(1 - x, b, a);
}
