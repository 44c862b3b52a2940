const HALF_PPM = 500_000;
const WHOLE_PPM = 1_000_000;

/** How a share of traffic is laid out on the two rings, parts per million. */
export interface Layout {
  /** Below this position of the arm ring a unit of the pool is in treatment. */
  readonly rhoPpm: number;
  /** Total width of the experiment's pool on the path's ring. */
  readonly poolWidthPpm: number;
}

/**
 * Up to 50 % both arms have the same size: the pool is twice the share, split in halves. Above, the pool is the whole ring
 * and ρ is the share. ρ never falls along a ramp, so whoever is in treatment stays there.
 */
export function layoutOf(trafficPpm: number): Layout {
  if (trafficPpm <= HALF_PPM) return { rhoPpm: HALF_PPM, poolWidthPpm: 2 * trafficPpm };
  return { rhoPpm: trafficPpm, poolWidthPpm: WHOLE_PPM };
}
