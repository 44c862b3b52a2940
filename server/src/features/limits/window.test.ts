import { type Window, window } from '@hormesis/contract/limits.ts';
import { expect, test } from 'vitest';
import { holidaysOf, unknownPlace } from '../../platform/holidays.ts';
import { closedAt } from './window.ts';

const OFFICE = window.parse({
  zone: 'Europe/Berlin',
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  hours: [{ from: '09:00', to: '17:00' }],
  excludedDates: ['2026-06-10'],
});
const NIGHT = window.parse({ zone: 'Europe/Berlin', hours: [{ from: '02:00', to: '03:00' }] });
const noHolidays = () => null;

/** Why it is closed and when it opens, as texts; null while it is open. */
function at(moment: string, when: Window = OFFICE, holidays: (date: string) => string | null = noHolidays) {
  const closed = closedAt(when, holidays, Date.parse(moment));
  const opens = closed && closed.opensAtMs !== null ? new Date(closed.opensAtMs).toISOString() : null;
  return closed && { reason: closed.reason, opens };
}

test('office hours are those of the wall clock in their zone, the first minute inside and the last outside', () => {
  expect(at('2026-06-09T06:59:59Z')).toEqual({
    reason: 'Tue, 9 Jun 2026, 08:59 (Europe/Berlin) is outside the window: open from 09:00 to 17:00',
    opens: '2026-06-09T07:00:00.000Z',
  });
  expect(at('2026-06-09T07:00:00Z')).toBeNull();
  expect(at('2026-06-09T14:59:59Z')).toBeNull();
  expect(at('2026-06-11T15:00:00Z')?.opens).toBe('2026-06-12T07:00:00.000Z');
  expect(at('2026-01-13T07:30:00Z')?.opens).toBe('2026-01-13T08:00:00.000Z');
});

test('weekends, excluded dates and public holidays are outside, each with its reason, and the opening skips them all', async () => {
  const holidays = await holidaysOf({ country: 'DE', state: 'BY' });
  const on = (moment: string) => at(moment, OFFICE, holidays);
  expect(on('2026-06-13T10:00:00Z')?.reason).toContain('sat is none of mon, tue, wed, thu, fri');
  expect(on('2026-06-10T10:00:00Z')?.reason).toContain('2026-06-10 is excluded');
  expect(on('2026-01-06T10:00:00Z')?.reason).toContain('2026-01-06 is a public holiday, Heilige Drei Könige');
  // Good Friday, the weekend and Easter Monday lie between Thursday evening and Tuesday morning, and summer time since the Sunday before.
  expect(on('2026-04-02T16:00:00Z')?.opens).toBe('2026-04-07T07:00:00.000Z');
  expect(at('2026-01-06T10:00:00Z', OFFICE, await holidaysOf({ country: 'DE', state: 'HH' }))).toBeNull();
});

test('an hour that the clock skips in spring is in no window, and the window opens with what is left of it', () => {
  // Sunday, 29 March 2026: 01:59 is followed by 03:00.
  expect(at('2026-03-29T00:59:59Z', NIGHT)?.opens).toBe('2026-03-30T00:00:00.000Z');
  expect(at('2026-03-29T01:00:00Z', NIGHT)).not.toBeNull();
  const longer = { ...NIGHT, hours: [{ from: '02:30', to: '04:00' }] };
  expect(at('2026-03-29T00:00:00Z', longer)?.opens).toBe('2026-03-29T01:00:00.000Z');
  expect(at('2026-03-29T01:00:00Z', longer)).toBeNull();
});

test('an hour that the clock shows twice in autumn is in its window twice', () => {
  // Sunday, 25 October 2026: 02:59 in summer time is followed by 02:00 in winter time.
  expect(at('2026-10-24T23:59:59Z', NIGHT)?.opens).toBe('2026-10-25T00:00:00.000Z');
  expect(at('2026-10-25T00:30:00Z', NIGHT)).toBeNull();
  expect(at('2026-10-25T01:30:00Z', NIGHT)).toBeNull();
  expect(at('2026-10-25T02:00:00Z', NIGHT)?.opens).toBe('2026-10-26T01:00:00.000Z');
});

test('the two changes of a year in New York and the half hour of Lord Howe keep office hours where they are', () => {
  const from9 = (zone: string) => window.parse({ zone, hours: [{ from: '09:00', to: '10:00' }] });
  expect(at('2026-03-08T05:00:00Z', from9('America/New_York'))?.opens).toBe('2026-03-08T13:00:00.000Z');
  expect(at('2026-11-01T04:00:00Z', from9('America/New_York'))?.opens).toBe('2026-11-01T14:00:00.000Z');
  expect(at('2026-04-04T14:00:00Z', from9('Australia/Lord_Howe'))?.opens).toBe('2026-04-04T22:30:00.000Z');
});

test('a window that never opens says so instead of looking for ever', () => {
  const holidays = () => 'a very long holiday';
  expect(at('2026-06-09T10:00:00Z', OFFICE, holidays)?.opens).toBeNull();
});

test.each([
  [{ zone: 'Berlin' }, 'must be an IANA time zone, for instance "Europe/Berlin" or "UTC", got "Berlin"'],
  [{ zone: '+02:00' }, 'must be an IANA time zone'],
  [{ hours: [{ from: '22:00', to: '04:00' }] }, 'hours over midnight are two entries'],
  [{ hours: [{ from: '9:00', to: '17:00' }] }, 'must be a time of day from "00:00" to "24:00", got "9:00"'],
  [{ hours: [] }, 'must hold at least one entry'],
  [{ weekdays: ['monday'] }, 'mon'],
  [{ weekdays: [] }, 'must name at least one weekday'],
  [{ excludedDates: ['2026-02-30'] }, 'must be a day of the calendar such as "2026-12-24", got "2026-02-30"'],
  [{ holidays: { country: 'Germany' } }, 'must be two letters'],
])('%j is refused with what is allowed', (parts, message) => {
  const result = window.safeParse({ zone: 'UTC', ...parts }, { reportInput: true });
  expect(result.error?.issues.map((issue) => issue.message).join()).toContain(message);
});

test('a place without known holidays is told: it would have none, and nobody would notice', async () => {
  expect(await unknownPlace({ country: 'DE', state: 'BY' })).toBeNull();
  expect(await unknownPlace({ country: 'XX' })).toMatchObject({ field: 'country' });
  expect(await unknownPlace({ country: 'DE', state: 'XX' })).toMatchObject({
    field: 'state',
    message: expect.stringContaining('BY'),
  });
  expect(await unknownPlace({ country: 'DE', state: 'BY', region: 'XX' })).toMatchObject({ field: 'region' });
});

test('a holiday of several days is one on each of them', async () => {
  const holidays = await holidaysOf({ country: 'SA' });
  expect(['2026-03-19', '2026-03-22', '2026-03-23'].map((date) => holidays(date) !== null)).toEqual([
    true,
    true,
    false,
  ]);
});

test('the calendar of a place is read once: a running experiment asks for it every second', async () => {
  const bavaria = await holidaysOf({ country: 'DE', state: 'BY' });
  expect(await holidaysOf({ country: 'DE', state: 'BY' })).toBe(bavaria);
  expect(await holidaysOf({ country: 'DE', state: 'HH' })).not.toBe(bavaria);
});
