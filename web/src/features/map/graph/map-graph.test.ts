import { expect, test } from 'vitest';
import { figuresOf } from './figures.ts';
import { drawnAlike, graphOf, placeWords } from './map-graph.ts';

const lastSeenAt = '2026-03-02T09:30:00.000Z';
const service = (name: string, instances = 1) => ({
  service: name,
  instances,
  places: [{ region: null, zone: null, instances }],
  lastSeenAt,
});
const calls = (callGroup: string, callsPerSecond = 0, failuresPerSecond = 0) => ({
  callGroup,
  callsPerSecond,
  failuresPerSecond,
  lastSeenAt,
});

test('operations of one call group are one line, and a dependency without an agent is drawn too', () => {
  const graph = graphOf({
    services: [service('api'), service('ratings')],
    callGroups: [
      calls('api>http:ratings/GET /ratings/:id'),
      calls('api>http:ratings'),
      calls('api>http:payments'),
      calls('api>custom:license/issue'),
    ],
  });
  expect([...graph.nodes.keys()]).toEqual(['api', 'ratings', 'http:payments', 'custom:license']);
  expect(graph.edges.get('api>http:ratings')).toMatchObject({
    source: 'api',
    target: 'ratings',
    callGroups: ['api>http:ratings', 'api>http:ratings/GET /ratings/:id'],
  });
  expect(graph.edges.get('api>custom:license')?.target).toBe('custom:license');
});

test('a caller whose agents have all gone stays a service, also as what others call', () => {
  const graph = graphOf({ services: [service('api')], callGroups: [calls('api>http:shop'), calls('shop>http:stock')] });
  expect(graph.nodes.get('shop')).toMatchObject({ kind: 'service', instances: 0 });
  expect(graph.edges.get('api>http:shop')?.target).toBe('shop');
});

test('figures that change make no other map; an instance or a call group more does', () => {
  const told = (instances: number, callGroups: string[], rate: number) => ({
    services: [service('api', instances)],
    callGroups: callGroups.map((each) => calls(each, rate)),
  });
  expect(drawnAlike(told(1, ['api>http:a'], 5), told(1, ['api>http:a'], 90))).toBe(true);
  expect(drawnAlike(told(1, ['api>http:a'], 5), told(2, ['api>http:a'], 5))).toBe(false);
  expect(drawnAlike(told(1, ['api>http:a'], 5), told(1, ['api>http:a', 'api>http:b'], 5))).toBe(false);
  const moved = { ...service('api'), places: [{ region: null, zone: 'b', instances: 1 }] };
  expect(drawnAlike(told(1, [], 5), { services: [moved], callGroups: [] })).toBe(false);
});

test('a service is as well as the calls to it; where a path begins its requests count as calls', () => {
  const topology = {
    services: [service('gateway'), service('api')],
    callGroups: [calls('gateway>http:api', 90, 0.5), calls('gateway>http:api/GET /slow', 10, 9.5)],
    paths: [{ path: 'press-play', requestsPerSecond: 200, failuresPerSecond: 1 }],
  };
  const figures = figuresOf(graphOf(topology), topology, (id) => (id === 'gateway' ? ['press-play'] : []));
  expect(figures.get('gateway>http:api')).toEqual({ health: 'many', rate: '100', failing: '10.0\u00a0%', weight: 3 });
  expect(figures.get('api')).toEqual(figures.get('gateway>http:api'));
  expect(figures.get('gateway')).toMatchObject({ health: 'well', rate: '200', failing: '0.50\u00a0%' });
  expect(figures.get('gateway>http:api/GET /slow')).toMatchObject({ health: 'many', failing: '95.0\u00a0%' });
});

test('zones are told where agents tell them', () => {
  expect(
    placeWords([
      { region: 'eu-west-1', zone: 'a', instances: 2 },
      { region: null, zone: 'b', instances: 1 },
      { region: null, zone: null, instances: 1 },
    ]),
  ).toBe('eu-west-1 / a 2, b 1');
});
