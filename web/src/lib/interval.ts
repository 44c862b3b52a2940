export type Interval = { low: number; high: number };

/** z of a two-sided 95 % interval. */
const Z = 1.959964;

/**
 * Wilson's 95 % interval of a share (E. B. Wilson, 1927): right about as often as it says for a look at one moment, also
 * with a handful of users. For pictures only; nothing is decided by it.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials <= 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const spread = (Z * Z) / trials;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (Z / (1 + spread)) * Math.sqrt((share * (1 - share)) / trials + spread / (4 * trials));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * The interval that gates are decided with: all p with B(1+k, 1+n−k) / (p^k·(1−p)^(n−k)) < 1/alpha. The true share lies in
 * it at all moments at once with probability 1 − alpha, however often one looks. Here it only draws what the control plane
 * has decided, so that a picture and a gate say the same.
 */
export function timeUniformInterval(successes: number, trials: number, alpha: number): Interval {
  if (trials <= 0) return { low: 0, high: 1 };
  const failures = trials - successes;
  const line = -Math.log(alpha) - lnBeta(1 + successes, 1 + failures);
  // Logarithms of a share and of its rest from its logit, accurate also next to 0 and 1.
  const inside = (logit: number) =>
    successes * Math.log1p(Math.exp(-logit)) + failures * Math.log1p(Math.exp(logit)) < line;
  const centre = Math.log(successes / failures);
  return {
    low: successes === 0 ? 0 : shareOf(border(inside, Math.min(centre, FARTHEST), -FARTHEST)),
    high: failures === 0 ? 1 : shareOf(border(inside, Math.max(centre, -FARTHEST), FARTHEST)),
  };
}

/** Logits beyond this are shares no count can tell from 0 or 1. */
const FARTHEST = 60;
const BISECTIONS = 48;

function border(inside: (logit: number) => boolean, from: number, to: number): number {
  let [within, beyond] = [from, to];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (within + beyond) / 2;
    if (inside(middle)) within = middle;
    else beyond = middle;
  }
  return within;
}

function shareOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/** ln Γ(x) by Stirling's series, shifted to where its terms are exact to 1e-13. */
function lnGamma(x: number): number {
  let [shifted, product] = [x, 1];
  while (shifted < 12) product *= shifted++;
  const s = 1 / (shifted * shifted);
  const series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s / 1680))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
