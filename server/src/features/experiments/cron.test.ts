import { getTasks } from 'node-cron';
import { expect, test } from 'vitest';
import { cronProblem, nextRun } from './cron.ts';

const after = (cron: string, zone: string, moment: string) => {
  const atMs = nextRun(cron, zone, Date.parse(moment));
  return atMs === null ? null : new Date(atMs).toISOString();
};

test('nine o’clock on working days stays nine o’clock when summer time comes and goes', () => {
  const next = (moment: string) => after('0 9 * * mon-fri', 'Europe/Berlin', moment);
  expect(next('2026-03-27T08:00:00Z')).toBe('2026-03-30T07:00:00.000Z');
  expect(next('2026-10-23T07:00:00Z')).toBe('2026-10-26T08:00:00.000Z');
  expect(next('2026-10-26T07:59:59Z')).toBe('2026-10-26T08:00:00.000Z');
});

test('a time that the clock skips does not come that day; one that it shows twice comes once, the first time', () => {
  const next = (moment: string) => after('30 2 * * *', 'Europe/Berlin', moment);
  expect(next('2026-03-28T12:00:00Z')).toBe('2026-03-30T00:30:00.000Z');
  expect(next('2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
  expect(next('2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
});

test('days counted from the end of a month, and days that come once in years, are found', () => {
  expect(after('0 0 L * *', 'UTC', '2026-02-01T00:00:00Z')).toBe('2026-02-28T00:00:00.000Z');
  expect(after('0 12 29 2 *', 'UTC', '2026-01-01T00:00:00Z')).toBe('2028-02-29T12:00:00.000Z');
  expect(after('*/15 * * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z')).toBe('2026-01-01T00:15:00.000Z');
});

test('what asks for the next run leaves no task behind', () => {
  nextRun('0 9 * * *', 'UTC', 0);
  expect(getTasks().size).toBe(0);
});

test.each([
  ['0 9 * *', 'must be five fields'],
  ['0 0 9 * * *', 'must be five fields'],
  ['@daily', 'must be five fields'],
  ['61 9 * * *', 'minute cannot be "61"'],
  ['0 9 31 2 *', '0 9 31 2 *'],
])('%j is refused, with what is allowed', (cron, message) => {
  expect(cronProblem(cron)).toContain(message);
});

test('a usual expression has no problem', () => {
  expect(cronProblem('0 9 * * mon-fri')).toBeNull();
});
