import { expect, test } from 'vitest';
import type { ObservedPath } from './observed-path.ts';
import { predict } from './predict.ts';

const ramp = {
  stages: [20_000, 500_000].map((trafficPpm) => ({ trafficPpm, holdMs: 60_000, minExposedUnits: 10 })),
};
const failing = (...callGroups: string[]) => callGroups.map((callGroup) => ({ callGroup }));
const agent = (service: string, zone: string | null = null) => ({ service, region: zone && 'north', zone });
/** 100 requests a second; each page asks ratings once, and half of the pages ask bookmarks. */
const observed: ObservedPath = {
  seconds: 3_600,
  requestsPerSecond: 100,
  baseline: { requests: 360_000, failed: 720 },
  lastStage: null,
  calls: [
    { callGroup: 'gateway>http:api', perSecond: 100 },
    { callGroup: 'api>http:ratings', perSecond: 100 },
    { callGroup: 'api>http:bookmarks', perSecond: 50 },
    { callGroup: 'web>http:ratings', perSecond: 40 },
    { callGroup: 'ratings>http:store', perSecond: 140 },
    { callGroup: 'store>custom:disk/read', perSecond: 140 },
  ],
  agents: [agent('gateway', 'a'), agent('api', 'b'), agent('api', 'a'), agent('web'), agent('ratings'), agent('store')],
};

test('a named call group touches its caller, and everything behind its dependency', () => {
  expect(predict(failing('api>http:ratings'), ramp, observed)).toMatchObject({
    callGroups: ['api>http:ratings'],
    services: ['api'],
    downstream: ['ratings', 'store'],
    regions: ['north'],
    zones: ['a', 'b'],
  });
});

test('a fault by place touches the callers that are there', () => {
  const fault = { callGroup: 'api>http:ratings', where: { caller: { zone: 'b' } } };
  expect(predict([fault], ramp, observed)).toMatchObject({ services: ['api'], regions: ['north'], zones: ['b'] });
});

test('a call group of any caller is spelled out as those that called within the hour', () => {
  expect(predict(failing('*>http:ratings'), ramp, observed)).toMatchObject({
    callGroups: ['api>http:ratings', 'web>http:ratings'],
    services: ['api', 'web'],
  });
  expect(predict(failing('*>http:search'), ramp, observed)).toMatchObject({ callGroups: [], services: [] });
});

test('requests and injections of a stage are the share of what was observed', () => {
  const bookmarks = predict(failing('api>http:bookmarks'), ramp, observed).stages;
  expect(bookmarks).toMatchObject([
    { trafficPpm: 20_000, requestsPer10s: 20, injectedRequestsPer10s: 10, injectionsPer10s: 10 },
    { trafficPpm: 500_000, requestsPer10s: 500, injectedRequestsPer10s: 250, injectionsPer10s: 250 },
  ]);
  // A request meets at most one first fault, however many of its calls fail.
  const both = predict(failing('api>http:bookmarks', 'api>http:ratings'), ramp, observed).stages[0];
  expect(both).toMatchObject({ injectedRequestsPer10s: 20, injectionsPer10s: 30 });
});

test('an operation is not told apart before it is failed: all calls of its group may be it', () => {
  const { callGroups, stages } = predict(failing('api>http:ratings/GET /ratings/:id'), ramp, observed);
  expect(callGroups).toEqual(['api>http:ratings/GET /ratings/:id']);
  expect(stages[0]?.injectionsPer10s).toBe(20);
});

test('a ring of calls does not go round for ever', () => {
  const ring = [
    { callGroup: 'api>http:ratings', perSecond: 1 },
    { callGroup: 'ratings>http:api', perSecond: 1 },
  ];
  expect(predict(failing('api>http:ratings'), ramp, { ...observed, calls: ring }).downstream).toEqual([
    'api',
    'ratings',
  ]);
});
