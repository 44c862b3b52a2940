import { terminationApp, workHours } from '@hormesis/contract/terminations.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_HOLIDAYS } from '../../platform/holidays.ts';
import { nextDate, zonedTime } from '../../platform/zoned-time.ts';
import { draw, oddsOneIn } from './draw.ts';
import { seededChance } from './testing/seeded-chance.ts';
import { type WorkCalendar, workCalendar } from './work-calendar.ts';

const office = workCalendar(
  workHours.parse({ zone: 'America/Los_Angeles', excludedDates: ['2026-12-24'] }),
  NO_HOLIDAYS,
);

/** Work days between the kills of each of `groups` groups, over `workDays` work days from January 2026 on. */
function simulate(
  app: { meanWorkDays: number; minimumWorkDays: number },
  { groups, workDays, calendar, seed }: { groups: number; workDays: number; calendar: WorkCalendar; seed: number },
) {
  const settings = terminationApp.parse({ app: 'api', ...app });
  const chance = seededChance(seed);
  const kills: { group: number; workDay: number; atMs: number }[] = [];
  const last = new Map<number, { workDay: number; atMs: number }>();
  const gaps: number[] = [];
  for (let date = '2026-01-01', workDay = 0; workDay < workDays; date = nextDate(date)) {
    if (calendar.closedBecause(date) === null) workDay += 1;
    for (let group = 0; group < groups; group += 1) {
      const before = last.get(group) ?? null;
      const drawn = draw(settings, { date, nowMs: 0, lastKilledAtMs: before?.atMs ?? null }, calendar, chance);
      if (drawn.kind !== 'planned') continue;
      if (before) gaps.push(workDay - before.workDay);
      last.set(group, { workDay, atMs: drawn.dueAtMs });
      kills.push({ group, workDay, atMs: drawn.dueAtMs });
    }
  }
  return { gaps, kills };
}

test('the gaps of 40 groups over 500 work days follow the shifted geometric law, and their mean is the mean', () => {
  const [mean, minimum] = [5, 2];
  const { gaps, kills } = simulate(
    { meanWorkDays: mean, minimumWorkDays: minimum },
    { groups: 40, workDays: 500, calendar: office, seed: 6 },
  );
  expect(Math.min(...gaps)).toBe(minimum);
  const p = 1 / (mean - minimum + 1);
  const standardError = Math.sqrt((1 - p) / p ** 2 / gaps.length);
  const average = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  expect(Math.abs(average - mean)).toBeLessThan(3 * standardError);
  expect(chiSquare(gaps, minimum, p)).toBeLessThan(CHI_SQUARE_12_AT_0_001);
  for (const { atMs } of kills) {
    const { date, minute } = zonedTime(atMs, office.zone);
    expect(office.closedBecause(date)).toBeNull();
    expect(minute >= 9 * 60 && minute < 15 * 60).toBe(true);
  }
});

test('odds that forget the minimum, 1 in the mean, are noticed by the same test', () => {
  const { gaps } = simulate(
    { meanWorkDays: 6, minimumWorkDays: 2 },
    { groups: 40, workDays: 500, calendar: office, seed: 6 },
  );
  expect(chiSquare(gaps, 2, 1 / 4)).toBeGreaterThan(CHI_SQUARE_12_AT_0_001);
});

test('each minute of the window is as likely as any other', () => {
  const chance = seededChance(3);
  const app = terminationApp.parse({ app: 'api', meanWorkDays: 1 });
  const quarters = [0, 0, 0, 0];
  for (let turn = 0; turn < 4_000; turn += 1) {
    const drawn = draw(app, { date: '2026-01-05', nowMs: 0, lastKilledAtMs: null }, office, chance);
    if (drawn.kind !== 'planned') throw new Error(drawn.kind);
    const quarter = Math.floor((zonedTime(drawn.dueAtMs, office.zone).minute - 540) / 90);
    quarters[quarter] = (quarters[quarter] ?? 0) + 1;
  }
  const distance = quarters.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
  // Chi-square with three degrees of freedom, p = 0.001.
  expect(distance).toBeLessThan(16.3);
});

test('a plan that is made late draws from what is left of the day, and after hours there is none', () => {
  const app = terminationApp.parse({ app: 'api', meanWorkDays: 1 });
  const at = (nowMs: number) =>
    draw(app, { date: '2026-01-05', nowMs, lastKilledAtMs: null }, office, { below: () => 0 });
  const noonMs = Date.parse('2026-01-05T12:00:30-08:00');
  expect(at(noonMs)).toEqual({ kind: 'planned', dueAtMs: noonMs + 30_000 });
  expect(at(Date.parse('2026-01-05T15:00:00-08:00'))).toEqual({
    kind: 'closed',
    because: 'the work hours of 2026-01-05 are over',
  });
});

test('whatever mean and minimum: never below the minimum, and one in (mean − minimum + 1) on each day after it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }), (minimum, more) => {
      const app = { meanWorkDays: minimum + more, minimumWorkDays: minimum };
      expect(oddsOneIn(terminationApp.parse({ app: 'api', ...app }))).toBe(more + 1);
      const { gaps } = simulate(app, { groups: 2, workDays: 60, calendar: office, seed: minimum * 10 + more });
      expect(gaps.filter((gap) => gap < minimum)).toEqual([]);
      if (more === 0) expect(new Set(gaps).size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 20 },
  );
});

test('a mean below the minimum is refused by name', () => {
  const refused = terminationApp.safeParse({ app: 'api', meanWorkDays: 2, minimumWorkDays: 3 });
  expect(refused.error?.issues[0]).toMatchObject({ path: ['meanWorkDays'] });
});

/** Twelve degrees of freedom: gaps from the minimum to eleven above it, and all that are longer. */
const CHI_SQUARE_12_AT_0_001 = 32.909;

function chiSquare(gaps: readonly number[], minimum: number, p: number): number {
  const longer = 12;
  const observed = Array.from({ length: longer + 1 }, () => 0);
  for (const gap of gaps) {
    const cell = Math.min(longer, gap - minimum);
    observed[cell] = (observed[cell] ?? 0) + 1;
  }
  const expected = observed.map((_, cell) => gaps.length * (1 - p) ** cell * (cell === longer ? 1 : p));
  return observed.reduce((sum, count, cell) => sum + (count - (expected[cell] ?? 0)) ** 2 / (expected[cell] ?? 1), 0);
}
