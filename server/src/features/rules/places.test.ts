import { expect, test } from 'vitest';
import { placesByCaller } from './places.ts';
import type { Located } from './places-queries.ts';

const at = (address: string, zone: string, more: Partial<Located> = {}): Located => ({
  ...{ service: 'playback', address, region: 'north', zone, connected: true },
  ...more,
});
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

test('an address that two connected instances claim for different places is in none', () => {
  expect(told(at('10.0.0.1:80', 'a'), at('10.0.0.1:80', 'b')).get('api')).toBeUndefined();
  expect(told(at('10.0.0.1:80', 'a'), at('10.0.0.1:80', 'a')).get('api')).toHaveLength(1);
});

test('who is connected knows better than who went away', () => {
  const gone = at('10.0.0.1:80', 'b', { connected: false });
  expect(told(at('10.0.0.1:80', 'a'), gone).get('api')).toMatchObject([{ zone: 'a' }]);
});

test('a service with too many instances is left out whole: half of its places would be worse than none', () => {
  const many = Array.from({ length: 2_001 }, (_, index) => at(`10.1.0.1:${index}`, 'a'));
  expect(told(...many).get('api')).toEqual([]);
});
