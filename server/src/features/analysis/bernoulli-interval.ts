import { uniformMixtureLogE } from './harm.ts';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Logits beyond this are shares no count can tell from 0 or 1. */
const FARTHEST_LOGIT = 60;

/**
 * Time-uniform interval for a share: all p with B(1+k, 1+n−k) / (p^k·(1−p)^(n−k)) < 1/alpha. The true share lies in it at
 * all times at once with probability 1 − alpha. `alpha` is per interval. Without trials the interval is everything.
 */
export function bernoulliInterval(successes: number, trials: number, alpha: number): Interval {
  if (trials <= 0) return { lower: 0, upper: 1 };
  const failures = trials - successes;
  const line = -Math.log(alpha);
  const inside = (logit: number) => uniformMixtureLogE(successes, failures, share(logit)) < line;
  const centre = Math.log(successes / failures);
  return {
    lower: successes <= 0 ? 0 : share(border(inside, Math.min(centre, FARTHEST_LOGIT), -FARTHEST_LOGIT)),
    upper: failures <= 0 ? 1 : share(border(inside, Math.max(centre, -FARTHEST_LOGIT), FARTHEST_LOGIT)),
  };
}

function share(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Bisection between a logit inside the interval and one outside; logits keep small shares accurate. */
function border(inside: (logit: number) => boolean, from: number, to: number): number {
  let within = from;
  let beyond = to;
  for (let step = 0; step < 56; step++) {
    const middle = (within + beyond) / 2;
    if (inside(middle)) within = middle;
    else beyond = middle;
  }
  return within;
}
