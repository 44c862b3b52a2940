import { normal } from './random.ts';

/** How the users of a path fail on their own: each has a chance per request, about 2 % on average. */
export const POPULATIONS = {
  /** All alike. */
  homogeneous: () => 0.02,
  /** Some always fail, a broken client for instance. */
  chronic: (random: () => number) => (random() < 0.02 ? 1 : 0.001),
  /** Log-normal, σ = 2.5: a few fail most of the time, most fail hardly ever. */
  lognormal: (random: () => number) => Math.min(1, 0.001 * Math.exp(2.5 * normal(random))),
  /** Pareto with shape 1.2. */
  pareto: (random: () => number) => Math.min(1, 0.004 * (1 - random()) ** (-1 / 1.2)),
} as const satisfies Record<string, (random: () => number) => number>;

export type PopulationName = keyof typeof POPULATIONS;
