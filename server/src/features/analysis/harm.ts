import { lnBinomial, lnUpperTail } from './log-beta.ts';

/**
 * ln of the mixture likelihood ratio of `k` successes and `m` failures against share `p`, with a uniform prior on (0, 1):
 * B(1+k, 1+m) / (p^k·(1−p)^m). Written through the binomial, since B(1+k, 1+m) = 1 / ((k+m+1)·C(k+m, k)).
 */
export function uniformMixtureLogE(k: number, m: number, p: number): number {
  return -Math.log(k + m + 1) - lnBinomial(k, m, p);
}

/**
 * ln E of "treatment is harmed": of the units with an event, `treatment` and `control` by arm, each falls into treatment with
 * probability at most `rhoShare` when no unit's hazard rises. One-sided mixture with a uniform prior on (rhoShare, 1); a
 * supermartingale, so the chance that E ever reaches 1/α is at most α, however often one looks.
 * Without two arms (share 0 or 1) nothing can be compared and E stays 1.
 */
export function harmLogE(treatment: number, control: number, rhoShare: number): number {
  if (rhoShare <= 0 || rhoShare >= 1) return 0;
  const tail = lnUpperTail(rhoShare, 1 + treatment, 1 + control);
  return uniformMixtureLogE(treatment, control, rhoShare) + tail - Math.log1p(-rhoShare);
}
