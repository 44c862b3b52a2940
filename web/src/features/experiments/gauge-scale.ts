/** Where on the gauge the halt line stands: beyond it there is room to see by how much it was crossed. */
export const HALT_LINE_AT = 0.88;
/** E at the left end. In quiet runs E sinks far below 1; that far is far enough. */
const FLOOR_LOG_E = Math.log(0.01);

/** Place of an E on the gauge, 0 to 1, logarithmic, given the natural logarithms of E and of its halt line. */
export function gaugePosition(logE: number, haltLogE: number): number {
  const share = (logE - FLOOR_LOG_E) / (haltLogE - FLOOR_LOG_E);
  return Math.min(1, Math.max(0, share * HALT_LINE_AT));
}

/** Whole powers of ten between the floor and the halt line, as natural logarithms, for the ticks. */
export function gaugeTicks(haltLogE: number): number[] {
  const last = Math.ceil(haltLogE / Math.LN10 - 1e-9);
  return Array.from({ length: Math.max(0, last + 1) }, (_, power) => (power - 1) * Math.LN10);
}

/**
 * Failing treatment users, with none in control, after which E of one KPI reaches the halt line: the closed form of
 * E at n₂ = 0, (1 − ρ^(n+1)) / ((n + 1)(1 − ρ)ρⁿ). At ρ = ½ and a line of 100 it is 9.
 * @param rho treatment's part of the units in the experiment, above 0 and below 1
 */
export function outageUnits(haltLogE: number, rho: number): number {
  for (let n = 1; n < 100_000; n += 1) {
    const logE = Math.log1p(-(rho ** (n + 1))) - Math.log(n + 1) - Math.log1p(-rho) - n * Math.log(rho);
    if (logE >= haltLogE) return n;
  }
  return Number.POSITIVE_INFINITY;
}

/** Treatment's part ρ of the units in the experiment, at a share of traffic: half, until treatment is more than half of all. */
export function rhoAt(trafficPpm: number): number {
  return Math.max(0.5, Math.min(0.999, trafficPpm / 1_000_000));
}
