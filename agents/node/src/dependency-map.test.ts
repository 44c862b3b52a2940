import { expect, test } from 'vitest';
import { DependencyMap } from './dependency-map.ts';

const map = new DependencyMap(
  [
    { name: 'ratings', address: '127.0.0.1:7081' },
    { name: 'api', address: 'api.internal' },
    { name: 'itself', address: '127.0.0.1:7070' },
  ],
  ['.svc.cluster.local'],
  (dependency) => `web>http:${dependency}`,
  ['127.0.0.1:7070', '127.0.0.1:7071'],
);

const nameOf = (host: string, port: number) => map.target(host, port).dependency?.name ?? null;

test('a dependency is known by host and port, or by host alone, in any case', () => {
  expect(nameOf('127.0.0.1', 7081)).toBe('ratings');
  expect(nameOf('127.0.0.1', 7082)).toBeNull();
  expect(nameOf('API.Internal', 80)).toBe('api');
  expect(map.target('api.internal', 443).dependency?.callGroup).toBe('web>http:api');
});

test('a dependency on any port has the address that was called', () => {
  expect(map.target('api.internal', 443).address).toBe('api.internal:443');
  expect(map.target('127.0.0.1', 7082).address).toBeNull();
});

test('the fleet is the map and the suffixes, nothing else', () => {
  expect(map.target('127.0.0.1', 7081).toFleet).toBe(true);
  expect(map.target('x.svc.cluster.local', 80)).toMatchObject({ dependency: null, toFleet: true });
  expect(map.target('svc.cluster.local.evil.com', 80).toFleet).toBe(false);
  expect(map.target('127.0.0.1', 7082).toFleet).toBe(false);
});

test('the line to the control plane is no dependency, whatever the map says', () => {
  expect(map.target('127.0.0.1', 7070)).toMatchObject({ dependency: null, toFleet: false });
  expect(map.target('127.0.0.1', 7071)).toMatchObject({ dependency: null, toFleet: false });
});
