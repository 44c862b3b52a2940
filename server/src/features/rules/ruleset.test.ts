import { criticalPath } from '@hormesis/contract/critical-path.ts';
import { expect, test } from 'vitest';
import type { LiveExperiment } from './live-queries.ts';
import { rulesOf } from './ruleset.ts';

const experiment: LiveExperiment = {
  id: 'eratings1',
  path: 'press-play',
  population: 'live',
  stage: 0,
  trafficPpm: 20_000,
  rhoPpm: 500_000,
  pool: [[0, 40_000]],
  armSalt: 'salt',
  unitKey: '0'.repeat(32),
  unitsBelow: null,
  eventsBelow: null,
  faults: [{ callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: 2_000 } }],
  claimedUntilMs: 0,
};

/** The call groups that agents of `api` are told to fail, with the path's allowlist as it is now. */
function failed(
  population: LiveExperiment['population'],
  allowlist: readonly { callGroup: string; role: string; liveApproval?: object }[],
) {
  const spec = criticalPath.parse({
    kind: 'CriticalPath',
    name: 'press-play',
    title: 'Press play',
    entries: [{ service: 'gateway', routes: ['GET /play/:title'] }],
    unit: { from: 'header', name: 'x-user-id' },
    allowlist,
  });
  const live = {
    revision: 1,
    databaseMs: 0,
    experiments: [{ ...experiment, population }],
    paths: [{ ringSalt: 'press-play.1', spec }],
  };
  const { experiments } = rulesOf('api', live, [], () => false);
  return experiments.flatMap(({ faults }) => faults.map(({ callGroup }) => callGroup));
}

test('a call group that is found to be essential during a run is left alone at once; testers may still fail it', () => {
  const ratings = 'api>http:ratings';
  expect(failed('live', [{ callGroup: ratings, role: 'degradable' }])).toEqual([ratings]);
  expect(failed('live', [{ callGroup: ratings, role: 'essential' }])).toEqual([]);
  expect(failed('tester', [{ callGroup: ratings, role: 'essential' }])).toEqual([ratings]);
});

test('so is one that only overlaps an essential call', () => {
  const allowlist = [
    { callGroup: 'api>http:ratings', role: 'degradable' },
    { callGroup: '*>http:ratings/stars', role: 'essential' },
  ];
  expect(failed('live', allowlist)).toEqual([]);
});

test('what may be failed on live traffic by its approval is failed, as long as every essential call that it touches has one', () => {
  const liveApproval = { by: 'ada', reason: 'the page is rebuilt without it' };
  const ratings = { callGroup: 'api>http:ratings', role: 'essential', liveApproval };
  expect(failed('live', [ratings])).toEqual(['api>http:ratings']);
  expect(failed('live', [ratings, { callGroup: '*>http:ratings/stars', role: 'essential' }])).toEqual([]);
});
