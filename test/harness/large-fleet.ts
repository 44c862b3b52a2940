import type { Topology } from '@hormesis/contract/topology.ts';

export interface LargeFleet {
  readonly services: number;
  readonly callGroups: number;
}

const MOMENT = '2026-03-02T09:30:00.000Z';

/**
 * A fleet in layers, as real ones are: each service calls some that lie behind it. The same numbers give the same fleet;
 * each `moment` every rate is another one within a tenth of what is usual, and every tenth moment others of the calls fail.
 */
export function largeFleet({ services, callGroups }: LargeFleet, moment: number): Topology {
  const name = (n: number) => `service-${String(n).padStart(3, '0')}`;
  const edges = new Set<string>();
  for (let n = 1; n < services; n += 1) edges.add(`${name(Math.floor((n - 1) / 3))}>http:${name(n)}`);
  for (let n = 0; edges.size < callGroups; n += 1) {
    const caller = (n * 37) % (services - 1);
    const behind = 1 + ((n * 53 + Math.floor(n / services)) % 60);
    edges.add(`${name(caller)}>http:${name(Math.min(services - 1, caller + behind))}`);
  }
  return {
    services: Array.from({ length: services }, (_, n) => ({
      service: name(n),
      instances: 1 + (n % 4),
      places: [{ region: 'eu-west-1', zone: 'abc'[n % 3] ?? 'a', instances: 1 + (n % 4) }],
      lastSeenAt: MOMENT,
    })),
    callGroups: [...edges].map((callGroup, n) => {
      const usual = 5 + ((n * 7919) % 900) / 3;
      const callsPerSecond = usual * (0.9 + ((n * 31 + moment * 17) % 21) / 100);
      const share = n % 40 === Math.floor(moment / 10) % 40 ? 0.2 : 0.001;
      return { callGroup, callsPerSecond, failuresPerSecond: callsPerSecond * share, lastSeenAt: MOMENT };
    }),
    placeRates: [],
    paths: [],
    omitted: { services: 0, callGroups: 0 },
  };
}
