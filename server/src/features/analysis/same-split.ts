import type { FirstSeen } from '@hormesis/contract/experiment-sums.ts';
import { multinomialLogE } from './multinomial.ts';

/** Weight of the prior: splits a few points away from ρ are found within some thousand units. */
const PRIOR_WEIGHT = 100;

/**
 * ln E of "the arms do not match their split": units by the arm of their first exposure against (ρ, 1−ρ), multiplied over
 * the values of ρ. From ln 1000 on telemetry was lost, a cache stands in front, or bots share one unit.
 */
export function splitLogE(firstSeen: readonly FirstSeen[]): number {
  let logE = 0;
  for (const { rhoPpm, treatment, control } of firstSeen) {
    // Without two arms there is no split to check.
    if (rhoPpm <= 0 || rhoPpm >= 1_000_000) continue;
    const shares = [rhoPpm / 1_000_000, 1 - rhoPpm / 1_000_000];
    logE += multinomialLogE(
      [treatment, control],
      shares,
      shares.map((share) => share * PRIOR_WEIGHT),
    );
  }
  return logE;
}
