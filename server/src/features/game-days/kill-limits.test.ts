import { expect, test } from 'vitest';
import type { Day } from './game-day.ts';
import { killOutside } from './kill-limits.ts';

const ENDS = '2026-06-09T12:00:00.000Z';
const MS = Date.parse(ENDS);

function day(regions?: string[]): Pick<Day, 'id' | 'plan' | 'state'> {
  const plan = { name: 'drill', limits: { maxTreatmentPpm: 1, maxMinutes: 60, regions } } as Day['plan'];
  return { id: 'g1', plan, state: { name: 'running', step: 0, since: '2026-06-09T11:00:00.000Z', endsAt: ENDS } };
}

test('a day kills in its regions alone, nowhere that nobody knows, and not after its end', () => {
  expect(killOutside(day(), ['eu', '-'], MS - 1)).toBeNull();
  expect(killOutside(day(['eu']), ['eu'], MS - 1)).toBeNull();
  expect(killOutside(day(['eu']), ['eu', 'us'], MS - 1)).toContain('is for eu alone, and the group is in us');
  expect(killOutside(day(['eu']), ['-'], MS - 1)).toContain('nobody knows the region');
  expect(killOutside(day(), ['eu'], MS)).toBe('the time of the game day drill (g1) is over');
});
