import { type GameDaySummary, type GameDayView, gameDaySummary, gameDayView } from '@hormesis/contract/game-day.ts';
import { usageError } from './cli-error.ts';
import type { Client } from './client.ts';
import { itemsOf } from './items.ts';

const ID = /^g[a-z0-9]{5,31}$/;

/**
 * The day that is meant: by its id, by the name of its plan (the one that is on, else the newest), or without either the only
 * one in a state of `wanted`.
 * @throws CliError that names all that could be meant.
 */
export async function findDay(
  client: Client,
  named: string | undefined,
  wanted: GameDaySummary['state']['name'] = 'running',
): Promise<GameDayView> {
  return readDay(client, await idOf(client, named, wanted));
}

/** One day by its id. */
export function readDay(client: Client, id: string): Promise<GameDayView> {
  return client.get(`/game-days/${encodeURIComponent(id)}`, gameDayView);
}

async function idOf(
  client: Client,
  named: string | undefined,
  wanted: GameDaySummary['state']['name'],
): Promise<string> {
  if (named !== undefined && ID.test(named)) return named;
  // Those that are on come first, then the newest.
  const { items } = await client.get('/game-days', itemsOf(gameDaySummary));
  if (named === undefined) return onlyOne(items, wanted);
  const day = items.find(({ name }) => name === named);
  if (day) return day.id;
  throw usageError(`there is no game day ${JSON.stringify(named)}; "hormesis gameday list" names them all`);
}

function onlyOne(days: readonly GameDaySummary[], wanted: GameDaySummary['state']['name']): string {
  const [only, ...others] = days.filter(({ state }) => state.name === wanted);
  const words = wanted === 'running' ? 'on' : wanted;
  if (!only) throw usageError(`no game day is ${words}; "hormesis gameday list" names them all`);
  if (others.length === 0) return only.id;
  const ids = [only, ...others].map(({ id, name }) => `${id} (${name})`).join(', ');
  throw usageError(`several game days are ${words}: ${ids}; name the one you mean`);
}
