import { expect, test } from 'vitest';
import { repeatWords } from './planned-words.ts';

test.each([
  ['30 10 * * 2', 'every Tuesday at 10:30, Europe/Berlin'],
  ['0 9 * * *', 'every day at 09:00, Europe/Berlin'],
  ['5 14 * * 1-5', 'Monday to Friday at 14:05, Europe/Berlin'],
  ['0 9 * * mon-fri', 'Monday to Friday at 09:00, Europe/Berlin'],
  ['0 8 * * 1,3,5', 'every Monday, Wednesday and Friday at 08:00, Europe/Berlin'],
  ['*/15 10 1 * *', 'by the clock: */15 10 1 * *, Europe/Berlin'],
])('a plan that comes by %s comes %s', (cron, words) => {
  expect(repeatWords({ cron, zone: 'Europe/Berlin' })).toBe(words);
});
