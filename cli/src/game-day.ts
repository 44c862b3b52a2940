import { type GameDaySummary, type GameDayView, gameDaySummary, gameDayView } from '@hormesis/contract/game-day.ts';
import { usageError } from './cli-error.ts';
import type { Client } from './client.ts';
import { itemsOf } from './items.ts';

const ID = /^g[a-z0-9]{5,31}$/;

/** True for the id of a game day; names that look like one are taken for one. */
export function isDayId(text: string): boolean {
  return ID.test(text);
}

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

/** The place of the step at hand; the number of steps when there is none. */
export function handPlace({ state, stepCount }: GameDayView): number {
  return state.name === 'running' ? state.step : stepCount;
}

/** The place of the step that `next` begins: the one at hand, or the one after a step that goes on. */
export function nextPlace(day: GameDayView): number {
  const hand = handPlace(day);
  return hand + (day.steps[hand]?.state.name === 'running' ? 1 : 0);
}

/** One day by its id. */
function readDay(client: Client, id: string): Promise<GameDayView> {
  return client.get(`/game-days/${encodeURIComponent(id)}`, gameDayView);
}

async function idOf(
  client: Client,
  named: string | undefined,
  wanted: GameDaySummary['state']['name'],
): Promise<string> {
  if (named !== undefined && isDayId(named)) return named;
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
