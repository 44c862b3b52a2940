import { expect, test } from 'vitest';
import type { Member, Sighting } from './platform-port.ts';
import { standingOf } from './recovery.ts';
import { foundGroup } from './testing/found-group.ts';

const STRUCK = 'api-main-0';

function standing(states: readonly Member['state'][], desiredCount: number | null = 3) {
  return look({ kind: 'found', group: foundGroup({ states, desiredCount }) });
}

function look(sighting: Sighting, unknown: readonly string[] = []) {
  const { place, group } = foundGroup({ states: [] });
  return standingOf([
    { part: { place, group, healthyBefore: 3 }, sighting, struck: new Set([STRUCK]), unknown: new Set(unknown) },
  ]);
}

test.each([
  {
    name: 'the killed one is still shown as healthy',
    states: ['healthy', 'healthy', 'healthy'],
    replaced: false,
    healthy: false,
  },
  { name: 'it is ending', states: ['ending', 'healthy', 'healthy'], replaced: false, healthy: false },
  {
    name: 'its successor starts',
    states: ['ending', 'healthy', 'healthy', 'starting'],
    replaced: true,
    healthy: false,
  },
  {
    name: 'its successor is sick',
    states: ['ending', 'healthy', 'healthy', 'unhealthy'],
    replaced: true,
    healthy: false,
  },
  { name: 'its successor serves', states: ['ending', 'healthy', 'healthy', 'healthy'], replaced: true, healthy: true },
] as const)('$name: replaced $replaced, whole $healthy', ({ states, replaced, healthy }) => {
  expect(standing(states)).toMatchObject({ replaced, healthy });
});

test('a group that should be smaller by now is whole with fewer; one that nobody scales, with as many as before', () => {
  expect(standing(['ending', 'healthy', 'healthy'], 2).healthy).toBe(true);
  expect(standing(['ending', 'healthy', 'healthy'], null)).toMatchObject({
    healthy: false,
    missing: 'api-main has 2 of 3 healthy members',
  });
});

test('a group that has vanished cannot come back; one that cannot be looked at may', () => {
  expect(look({ kind: 'vanished' })).toMatchObject({ healthy: false, gone: true });
  const failure = { kind: 'throttled', code: 'Throttling', words: 'Rate exceeded', missingPermission: null } as const;
  expect(look({ kind: 'failed', failure })).toMatchObject({
    ...{ healthy: false, gone: false },
    missing: 'api-main could not be looked at: the platform asks for fewer requests (Throttling: Rate exceeded)',
  });
});

test('who was asked for without an answer and serves on counts only where it is asked whether nobody is missing', () => {
  const whole = {
    kind: 'found',
    group: foundGroup({ states: ['healthy', 'healthy', 'healthy'], desiredCount: 3 }),
  } as const;
  expect(look(whole, [STRUCK])).toMatchObject({ healthy: false, healthyWithUnknown: true });
  expect(look(whole)).toMatchObject({ healthy: false, healthyWithUnknown: false });
});
