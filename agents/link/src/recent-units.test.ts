import { expect, test } from 'vitest';
import { RecentUnits } from './recent-units.ts';

test('a client that fails again and again is one unit, and counts anew when it still fails much later', () => {
  const units = new RecentUnits(10_000, 100);
  const told = Array.from({ length: 10 }, (_, second) => units.first('robot', 50_000 + second * 1_000));
  expect(told.filter(Boolean)).toHaveLength(1);
  expect(units.first('somebody', 59_000)).toBe(true);
  expect(units.first('somebody', 68_000)).toBe(false);
  expect(units.first('robot', 80_000)).toBe(true);
});

test('it never remembers more units than it was given room for', () => {
  const units = new RecentUnits(10_000, 3);
  expect([1, 2, 3, 4].map((unit) => units.first(`u${unit}`, 20_000))).toEqual([true, true, true, false]);
  expect(units.first('u4', 31_000)).toBe(true);
});
