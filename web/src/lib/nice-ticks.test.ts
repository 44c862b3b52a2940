import { expect, test } from 'vitest';
import { niceTicks, timeTicks } from './nice-ticks.ts';

test('a scale is labelled with round numbers, also below one and below zero', () => {
  expect(niceTicks(0, 1.15, 4)).toEqual([0, 0.5, 1]);
  expect(niceTicks(0, 38, 4)).toEqual([0, 10, 20, 30]);
  expect(niceTicks(-0.31, 0.42, 4)).toEqual([-0.2, 0, 0.2, 0.4]);
  expect(niceTicks(0, 0.32, 3).map(String)).toEqual(['0', '0.2']);
});

test('time is labelled at full seconds and minutes, whatever moment a run began', () => {
  const began = Date.parse('2026-03-02T09:30:07.300Z');
  expect(timeTicks(began, began + 70_000, 4).map((ms) => new Date(ms).toISOString().slice(14, 19))).toEqual([
    '30:30',
    '31:00',
  ]);
  expect(timeTicks(began, began + 40 * 60_000, 5).length).toBe(4);
});
