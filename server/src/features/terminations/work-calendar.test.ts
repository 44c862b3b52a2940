import { type WorkHours, workHours } from '@hormesis/contract/terminations.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Holidays, holidaysOf, NO_HOLIDAYS } from '../../platform/holidays.ts';
import { zonedTime } from '../../platform/zoned-time.ts';
import { endOfWorkDaysBack, firstDayAfterGap, workCalendar } from './work-calendar.ts';

const LOS_ANGELES = { zone: 'America/Los_Angeles', from: '09:00', to: '15:00' };
const THANKSGIVING = ['2015-11-23', '2015-11-24', '2015-11-25', '2015-11-26', '2015-11-27'];

function calendar(hours: Partial<WorkHours>, holidays: Holidays = NO_HOLIDAYS) {
  return workCalendar(workHours.parse(hours), holidays);
}

test.each([
  { from: '2015-12-18', workDays: 30, excludedDates: [], back: '2015-11-06T15:00:00-08:00' },
  { from: '2016-03-14', workDays: 1, excludedDates: [], back: '2016-03-11T15:00:00-08:00' },
  // Summer time ended on 1 November.
  { from: '2015-12-18', workDays: 30, excludedDates: THANKSGIVING, back: '2015-10-30T15:00:00-07:00' },
  { from: '2016-03-14', workDays: 1, excludedDates: THANKSGIVING, back: '2016-03-11T15:00:00-08:00' },
])('$workDays work days before $from is $back', ({ from, workDays, excludedDates, back }) => {
  const endMs = endOfWorkDaysBack(calendar({ ...LOS_ANGELES, excludedDates }), from, workDays);
  expect(endMs).toBe(Date.parse(back));
});

test('public holidays are no work days, with their names', async () => {
  const bavaria = calendar({ zone: 'Europe/Berlin' }, await holidaysOf({ country: 'DE', state: 'BY' }));
  expect(bavaria.closedBecause('2026-01-06')).toContain('Heilige Drei Könige');
  expect(bavaria.hoursOf('2026-01-06')).toBeNull();
  // Good Friday, the weekend and Easter Monday lie between.
  expect(endOfWorkDaysBack(bavaria, '2026-04-07', 1)).toBe(Date.parse('2026-04-02T15:00:00+02:00'));
});

test('where the clock skips an edge of the window, the next minute it shows counts; a window that it skips whole is none', () => {
  const night = { zone: 'Europe/Berlin', weekdays: ['sun' as const] };
  expect(calendar({ ...night, from: '02:30', to: '04:00' }).hoursOf('2026-03-29')).toMatchObject({
    fromMs: Date.parse('2026-03-29T03:00:00+02:00'),
    toMs: Date.parse('2026-03-29T04:00:00+02:00'),
  });
  const skipped = calendar({ ...night, from: '02:00', to: '03:00' });
  expect(skipped.hoursOf('2026-03-29')).toBeNull();
  expect(skipped.closedBecause('2026-03-29')).toBe('the clock of Europe/Berlin skips 02:00 to 03:00 on 2026-03-29');
  expect(endOfWorkDaysBack(skipped, '2026-04-05', 1)).toBe(Date.parse('2026-03-22T03:00:00+01:00'));
});

test('a window up to midnight ends with the day, also where midnight itself is skipped', () => {
  const beirut = calendar({ zone: 'Asia/Beirut', from: '22:00', to: '24:00', weekdays: ['sat'] });
  // The clock goes from 28 March 23:59 to 29 March 01:00.
  expect(beirut.hoursOf('2026-03-28')).toMatchObject({
    fromMs: Date.parse('2026-03-28T22:00:00+02:00'),
    toMs: Date.parse('2026-03-29T00:00:00+02:00'),
  });
});

test('a calendar without a work day has no day to count back to', () => {
  const never = calendar({ weekdays: ['mon'] }, () => 'Holiday');
  expect(endOfWorkDaysBack(never, '2026-04-05', 3)).toBeNull();
  expect(firstDayAfterGap(never, { date: '2026-04-05', killedAtMs: 0, workDays: 1 })).toBeNull();
});

test('hours that end before they begin are refused by name', () => {
  const refused = workHours.safeParse({ from: '15:00', to: '09:00' });
  expect(refused.error?.issues[0]).toMatchObject({ path: ['to'], message: expect.stringContaining('later than from') });
});

test('whatever the zone and the day: hours lie inside the window, and the first day after a gap is as far away as the gap', () => {
  const zones = ['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Cairo'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 1_500 }),
      fc.integer({ min: 1, max: 15 }),
      (zone, dayNumber, workDays) => {
        const days = calendar({ zone, from: '00:30', to: '03:30' });
        const date = new Date(Date.UTC(2024, 0, 1 + dayNumber)).toISOString().slice(0, 10);
        const hours = days.hoursOf(date);
        if (!hours) return;
        expect(zonedTime(hours.fromMs, zone).date).toBe(date);
        const first = firstDayAfterGap(days, { date, killedAtMs: hours.fromMs, workDays });
        const between = eachDay(date, String(first)).filter((day) => days.closedBecause(day) === null);
        expect(between).toHaveLength(workDays);
      },
    ),
    { numRuns: 40 },
  );
});

/** From `from` on, up to the day before `to`. */
function eachDay(from: string, to: string): string[] {
  const [firstMs, endMs] = [Date.parse(from), Date.parse(to)];
  return Array.from({ length: Math.round((endMs - firstMs) / 86_400_000) }, (_, index) =>
    new Date(firstMs + index * 86_400_000).toISOString().slice(0, 10),
  );
}
