import type { GameDayPlan } from '@hormesis/contract/game-day.ts';
import type { Day } from './game-day.ts';

/** Why a day allows no kill in these regions now; null: it does. Who dies in a region that nobody knows dies outside. */
export function killOutside(
  { id, plan, state }: Pick<Day, 'id' | 'plan' | 'state'>,
  regions: readonly string[],
  nowMs: number,
): string | null {
  const day = `the game day ${plan.name} (${id})`;
  const endsAt = state.name === 'running' ? state.endsAt : plan.limits.endsAt;
  if (endsAt !== undefined && nowMs >= Date.parse(endsAt)) return `the time of ${day} is over`;
  const where = regions.map((region) => outsideText(plan.limits, region)).find((text) => text !== null);
  return where ? `${day} is for ${plan.limits.regions?.join(', ')} alone, and ${where}` : null;
}

/** Why a group of this region (`*`: of all, `-`: of one nobody knows) is outside of the limits of a day; null: it is not. */
export function outsideText({ regions }: GameDayPlan['limits'], region: string): string | null {
  if (regions === undefined || regions.includes(region)) return null;
  if (region === '*') return 'the group is that of all regions';
  return region === '-' || region === '' ? 'nobody knows the region of the group' : `the group is in ${region}`;
}
