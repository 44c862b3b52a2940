import type { HolidayRule } from '@hormesis/contract/limits.ts';

/** The name of the public holiday a day is, or null. */
export type Holidays = (date: string) => string | null;

const DAY_MS = 86_400_000;
export const NO_HOLIDAYS: Holidays = () => null;

/** So many places are remembered: every experiment asks for its own once a second, and reading one takes 35 ms. */
const MOST_REMEMBERED = 100;
const remembered = new Map<string, Promise<Holidays>>();

/**
 * The public holidays of a country, a state or a region. The calendars of the world take a tenth of a second and some
 * megabytes to load, so they are loaded when somebody asks for the first time. Half days, bank and school holidays are no
 * public ones.
 */
export function holidaysOf(rule: HolidayRule): Promise<Holidays> {
  const place = [rule.country, rule.state, rule.region].join('\n');
  const known = remembered.get(place);
  if (known) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const reading = readHolidays(rule);
  remembered.set(place, reading);
  reading.catch(() => remembered.delete(place));
  return reading;
}

async function readHolidays(rule: HolidayRule): Promise<Holidays> {
  const calendar = await calendarOf(rule);
  const years = new Map<string, ReadonlyMap<string, string>>();
  return (date) => {
    const year = date.slice(0, 4);
    const names = years.get(year) ?? namesByDate(calendar.getHolidays(Number(year)));
    years.set(year, names);
    return names.get(date) ?? null;
  };
}

/** What is wrong with a rule, by its field, or null: an unknown place has no holidays, and nobody would notice. */
export async function unknownPlace({ country, state, region }: HolidayRule): Promise<{
  readonly field: 'country' | 'state' | 'region';
  readonly message: string;
} | null> {
  const calendar = await calendarOf({ country });
  const states = calendar.getStates(country) ?? {};
  if (!(country in calendar.getCountries()))
    return { field: 'country', message: `the holidays of ${JSON.stringify(country)} are not known` };
  if (state !== undefined && !(state in states))
    return { field: 'state', message: `must be one of ${listed(states, country)}, got ${JSON.stringify(state)}` };
  if (region === undefined) return null;
  if (state === undefined) return { field: 'region', message: 'needs the state it lies in' };
  const regions = calendar.getRegions(country, state) ?? {};
  return region in regions
    ? null
    : { field: 'region', message: `must be one of ${listed(regions, state)}, got ${JSON.stringify(region)}` };
}

function listed(known: object, parent: string): string {
  return Object.keys(known).join(', ') || `none: ${parent} is not divided`;
}

async function calendarOf({ country, state, region }: HolidayRule) {
  const { default: Calendar } = await import('date-holidays');
  if (state === undefined) return new Calendar(country);
  return region === undefined ? new Calendar(country, state) : new Calendar(country, state, region);
}

/** Each day of each public holiday: some last for several days, and `date` is the first one by the place's own calendar. */
function namesByDate(
  holidays: readonly { date: string; start: Date; end: Date; name: string; type: string }[],
): Map<string, string> {
  const names = new Map<string, string>();
  for (const { date, start, end, name, type } of holidays) {
    if (type !== 'public') continue;
    const firstMs = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
    for (let day = 0; day < days; day += 1)
      names.set(new Date(firstMs + day * DAY_MS).toISOString().slice(0, 10), name);
  }
  return names;
}
