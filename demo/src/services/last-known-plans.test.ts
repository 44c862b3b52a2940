import { expect, test } from 'vitest';
import { lastKnownPlans } from './last-known-plans.ts';

test('a viewer keeps the plan that was last known, somebody never seen gets the standard plan', () => {
  const plans = lastKnownPlans();
  plans.remember('u000001', { plan: 'premium', source: 'current' });
  expect(plans.lastKnown('u000001')).toEqual({ plan: 'premium', source: 'last known' });
  expect(plans.lastKnown('u000002')).toEqual({ plan: 'standard', source: 'last known' });
});

test('whoever was not seen for longest is forgotten first', () => {
  const plans = lastKnownPlans(2);
  for (const user of ['first', 'second', 'first', 'third']) plans.remember(user, { plan: 'basic', source: 'current' });
  expect(['first', 'second', 'third'].map((user) => plans.lastKnown(user).plan)).toEqual([
    'basic',
    'standard',
    'basic',
  ]);
});
