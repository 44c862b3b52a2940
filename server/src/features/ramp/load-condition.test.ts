import { expect, test } from 'vitest';
import { loadCondition } from './load-condition.ts';

const experiment = {
  ...{ stages: [], stage: 0, stageSinceMs: 0, silentInstances: [], waitingForPool: null, excessEtaMs: null },
};

test('below the demanded rate of users the gate stays shut, and says how many there are', () => {
  const at = (unitsPerSecond: number) =>
    loadCondition({ ...experiment, load: { minUnitsPerSecond: 50, unitsPerSecond } });
  expect(at(7.25)).toMatchObject([
    { condition: 'load', met: false, text: '7.3 users a second on the path, 50 are demanded' },
  ]);
  expect(at(50)).toMatchObject([{ met: true }]);
  expect(loadCondition(experiment)).toEqual([]);
});
