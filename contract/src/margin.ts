import type { StagePlan } from './ramp.ts';

/** The margin of a stage's gate, parts per million: its own, else 5 points up to 5 % of traffic and 2 points above. */
export function marginPpmOf({ marginPpm, trafficPpm }: Pick<StagePlan, 'marginPpm' | 'trafficPpm'>): number {
  return marginPpm ?? (trafficPpm <= 50_000 ? 50_000 : 20_000);
}
