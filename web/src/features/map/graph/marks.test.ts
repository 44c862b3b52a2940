import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { expect, test } from 'vitest';
import { graphOf } from './map-graph.ts';
import { marksOf, roleOnPath } from './marks.ts';

const lastSeenAt = '2026-03-02T09:30:00.000Z';
const graph = graphOf({
  services: ['gateway', 'api', 'ratings', 'batch'].map((service) => ({
    service,
    instances: 1,
    places: [],
    lastSeenAt,
  })),
  callGroups: [
    'gateway>http:api',
    'api>http:ratings',
    'api>http:ratings/GET /stars',
    'batch>http:ratings',
    'api>custom:license',
  ].map((callGroup) => ({ callGroup, callsPerSecond: 1, failuresPerSecond: 0, lastSeenAt })),
});
const path = {
  entries: [{ service: 'gateway', routes: ['GET /play'], inner: false }],
  allowlist: [
    { callGroup: 'gateway>http:api', role: 'essential' },
    { callGroup: 'api>http:ratings', role: 'degradable' },
  ],
} as unknown as CriticalPath;

test('on a chosen path each part has its role, and what is not on it steps back', () => {
  const marks = marksOf(graph, path, null, null);
  expect(marks.get('gateway')).toMatchObject({ entry: true, aside: false, role: null });
  expect(marks.get('api')).toMatchObject({ role: 'essential', aside: false });
  expect(marks.get('api>http:ratings')).toMatchObject({ role: 'degradable' });
  expect(marks.get('batch>http:ratings')).toMatchObject({ role: null, aside: true });
  expect(marks.get('custom:license')).toMatchObject({ aside: true });
  expect([...marksOf(graph, null, null, null).values()].some(({ aside }) => aside)).toBe(false);
});

test('one essential operation makes the whole line essential, and a caller * means everybody', () => {
  const edge = graph.edges.get('api>http:ratings');
  if (!edge) throw new Error('no edge');
  const withRoles = (...allowlist: CriticalPath['allowlist']) => roleOnPath({ allowlist }, edge);
  expect(withRoles({ callGroup: '*>http:ratings', role: 'degradable' })).toBe('degradable');
  expect(
    withRoles(
      { callGroup: 'api>http:ratings', role: 'degradable' },
      { callGroup: 'api>http:ratings/GET /stars', role: 'essential' },
    ),
  ).toBe('essential');
  expect(withRoles({ callGroup: 'api>custom:ratings', role: 'essential' })).toBeNull();
});

test('what an experiment touched is filled, what it is expected to touch is outlined, also beside the path', () => {
  const marks = marksOf(
    graph,
    path,
    {
      observed: { services: ['api'], callGroups: ['api>custom:license'] },
      flows: [
        { callGroup: 'api>custom:license', injected: 1_200 },
        { callGroup: 'api>http:ratings', injected: 0 },
      ],
      predicted: { services: ['batch'], callGroups: ['batch>http:ratings'] },
    },
    'api',
  );
  expect(marks.get('api>custom:license')).toMatchObject({ observed: '1,200 injected', aside: false });
  expect(marks.get('custom:license')?.observed).toBe('touched');
  expect(marks.get('api')).toMatchObject({ observed: 'touched', chosen: true });
  expect(marks.get('api>http:ratings')?.observed).toBeNull();
  expect(marks.get('batch>http:ratings')).toMatchObject({ predicted: true, observed: null, aside: false });
});
