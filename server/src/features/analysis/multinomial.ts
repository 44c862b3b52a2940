import { lnGamma } from './log-beta.ts';

/**
 * ln E of "these counts do not come from these shares": Dirichlet-multinomial mixture against fixed shares, two-sided and
 * anytime-valid (Lindon and Malek, "Anytime-valid inference for multinomial count data", 2022). `shares` add up to 1;
 * `prior` holds the Dirichlet weights, all above 0.
 */
export function multinomialLogE(
  counts: readonly number[],
  shares: readonly number[],
  prior: readonly number[],
): number {
  let logE = 0;
  let total = 0;
  let weights = 0;
  counts.forEach((count, index) => {
    const weight = prior[index] ?? 1;
    total += count;
    weights += weight;
    if (count > 0) logE += lnGamma(weight + count) - lnGamma(weight) - count * Math.log(shares[index] ?? 0);
  });
  return logE + lnGamma(weights) - lnGamma(weights + total);
}
