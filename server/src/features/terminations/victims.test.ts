import { expect, test } from 'vitest';
import { foundGroup } from './testing/found-group.ts';
import { victimsOf } from './victims.ts';

const rules = { neverSuffixes: ['canary', 'baseline'], minimumSize: 2 };

test('each healthy member of a whole group may die', () => {
  const { eligible, spared } = victimsOf([foundGroup({ states: ['healthy', 'healthy', 'healthy'] })], rules);
  expect(eligible.map(({ member }) => member.name)).toEqual(['api-main-0', 'api-main-1', 'api-main-2']);
  expect(spared).toEqual([]);
});

test.each(['api-main-canary', 'api-main-eu-baseline', 'api-main-Canary'])('%s is a canary and keeps all', (cluster) => {
  const { eligible, spared } = victimsOf([foundGroup({ cluster, states: ['healthy', 'healthy', 'healthy'] })], rules);
  expect(eligible).toEqual([]);
  expect(spared[0]).toMatch(/its name ends in "(canary|baseline)"/);
});

test('a canary of version 12 is a canary, an app called canaryisland is none', () => {
  const canary = foundGroup({ cluster: 'api', group: 'api-canary-v012', states: ['healthy', 'healthy'] });
  const island = foundGroup({ cluster: 'canaryisland', states: ['healthy', 'healthy'] });
  expect(victimsOf([canary, island], rules).eligible.map(({ group }) => group.group)).toEqual([
    'canaryisland',
    'canaryisland',
  ]);
});

test.each([
  { states: ['healthy', 'healthy', 'starting'], why: 'only 2 of 3 members are healthy' },
  { states: ['healthy', 'ending', 'healthy'], why: 'only 2 of 3 members are healthy' },
  { states: ['healthy'], why: '1 healthy member, fewer than the minimum size of 2' },
  { states: [], why: '0 healthy members, fewer than the minimum size of 2' },
] as const)('nobody dies in a group of $states', ({ states, why }) => {
  expect(victimsOf([foundGroup({ states })], rules)).toEqual({ eligible: [], spared: [`api-main: ${why}`] });
});

test('nobody dies where nobody would replace them', () => {
  const group = foundGroup({ states: ['healthy', 'healthy'], disabledBecause: 'its process Launch is suspended' });
  expect(victimsOf([group], rules).spared).toEqual([
    'api-main: nobody would replace a member: its process Launch is suspended',
  ]);
});

test('a part that spares its own hides no other', () => {
  const whole = foundGroup({ cluster: 'api-blue', states: ['healthy', 'healthy'] });
  const sick = foundGroup({ cluster: 'api-green', states: ['healthy', 'unhealthy'] });
  expect(victimsOf([sick, whole], rules).eligible).toHaveLength(2);
});
