import { ApiError } from '../../platform/api-error.ts';
import { isDatabaseAway, within } from '../../platform/database.ts';
import type { Day } from './game-day.ts';
import { readDaysOn } from './game-day-queries.ts';
import type { GameDays } from './ports.ts';
import { ASK_MS } from './stop.ts';

/**
 * The id of the day that a halt means: by its id, by its name when it is on, or `current`, the only one that is on. Needs no
 * database, so that whoever stops a day has to ask nothing before.
 * @throws ApiError not_found; wrong_state when several days could be meant.
 */
export async function dayMeant(on: GameDays, named: string): Promise<string> {
  if (on.daysOn.days.some(({ id }) => id === named)) return named;
  const days = await daysNow(on);
  if (days.some(({ id }) => id === named)) return named;
  const meant = days.filter(({ plan }) => named === 'current' || plan.name === named);
  const [only, ...others] = meant;
  if (only && others.length === 0) return only.id;
  if (only) {
    const ids = meant.map(({ id, plan }) => `${id} (${plan.name})`).join(', ');
    throw new ApiError('wrong_state', `several game days are on: ${ids}; name the id of the one you mean`);
  }
  if (named === 'current') throw new ApiError('not_found', 'no game day is on');
  return named;
}

/** The days that are on; as they were read last, when the database is away or slow. */
async function daysNow({ database, daysOn }: GameDays): Promise<readonly Day[]> {
  try {
    return await within(ASK_MS, readDaysOn(database));
  } catch (error) {
    if (isDatabaseAway(error)) return daysOn.days;
    throw error;
  }
}
