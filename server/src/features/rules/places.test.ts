import { expect, test } from 'vitest';
import { placesByCaller } from './places.ts';
import type { Located } from './places-queries.ts';

const at = (address: string, zone: string | null, more: Partial<Located> = {}): Located => ({
  ...{ service: 'playback', address, region: 'north', zone, connected: true },
  ...{ justAway: false, beganMs: 1_000, lastHeardMs: null },
  ...more,
});
const away = (address: string, zone: string, lastHeardMs: number, justAway = false): Located =>
  at(address, zone, { connected: false, lastHeardMs, justAway });
const told = (...instances: Located[]) =>
  placesByCaller({ instances, callGroups: ['api>http:playback', 'api>custom:playback', 'web>http:ratings'] });

test('a caller is told where the instances of the services are that it calls, and nobody else is told', () => {
  const places = told(at('10.0.0.1:80', 'a'), at('10.0.0.2:80', 'b'), at('10.0.0.3:80', 'b', { service: 'search' }));
  expect([...places]).toEqual([
    [
      'api',
      [
        { address: '10.0.0.1:80', region: 'north', zone: 'a' },
        { address: '10.0.0.2:80', region: 'north', zone: 'b' },
      ],
    ],
  ]);
});

test('an address that two instances claim for different places is in none', () => {
  expect(told(at('10.0.0.1:80', 'a'), at('10.0.0.1:80', 'b')).get('api')).toBeUndefined();
  expect(told(at('10.0.0.1:80', 'a'), at('10.0.0.1:80', 'a')).get('api')).toHaveLength(1);
});

test('an address is in no place when one of two instances there does not say where it is', () => {
  const unknown = at('api:8080', null, { region: null });
  expect(told(at('api:8080', 'a'), unknown).get('api')).toBeUndefined();
  expect(told(unknown).get('api')).toBeUndefined();
  expect(told({ ...unknown, beganMs: 3_000 }, away('api:8080', 'a', 2_000, true)).get('api')).toBeUndefined();
});

test('an instance whose line is gone may serve on: it still disputes the place of an address that others share', () => {
  const balancer = at('api:8080', 'a', { beganMs: 1_000 });
  expect(told(balancer, away('api:8080', 'b', 5_000)).get('api')).toBeUndefined();
  expect(told(away('api:8080', 'a', 6_000, true), away('api:8080', 'b', 5_000)).get('api')).toBeUndefined();
  expect(told(balancer, away('api:8080', 'a', 5_000)).get('api')).toMatchObject([{ zone: 'a' }]);
});

test('who began at an address after the one before was last heard took it over', () => {
  const taken = at('10.0.0.1:80', 'a', { beganMs: 5_001 });
  expect(told(taken, away('10.0.0.1:80', 'b', 5_000)).get('api')).toMatchObject([{ zone: 'a' }]);
});

test('an address at which nobody is connected is told only as long as calls to the one who went away go on', () => {
  expect(told(away('10.0.0.1:80', 'a', 5_000, true)).get('api')).toMatchObject([{ zone: 'a' }]);
  expect(told(away('10.0.0.1:80', 'a', 5_000)).get('api')).toBeUndefined();
});

test('a service with too many instances is left out whole: half of its places would be worse than none', () => {
  const many = Array.from({ length: 2_001 }, (_, index) => at(`10.1.0.1:${index}`, 'a'));
  expect(told(...many).get('api')).toEqual([]);
});
