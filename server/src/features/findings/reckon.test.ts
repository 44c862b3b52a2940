import { expect, test } from 'vitest';
import { type Finding, isBlocking } from './finding.ts';
import { type EndedRun, evidenceOf, type GroupOutcome, reckon } from './reckon.ts';

const NOW_MS = Date.parse('2026-03-02T12:00:00.000Z');
const AT = '2026-03-02T11:59:00.000Z';

function group(callGroup: string, visible: number, injected = 20): GroupOutcome {
  return { callGroup, injected, absorbed: injected - visible, visible };
}

function run(verdict: 'passed' | 'failed', changed: Partial<EndedRun> = {}): EndedRun {
  return {
    ...{
      experiment: 'e2',
      scenario: 'ratings-slow',
      scenarioVersion: 1,
      path: 'press-play',
      title: 'Ratings are slow',
    },
    ...{ hypothesis: 'Nobody waits for stars.', owner: 'ada', verdict, reason: '12 users failed', trafficPpm: 20_000 },
    ...{ endedAt: AT, exposedUnits: { treatment: 60, control: 61 }, groups: [group('api>http:ratings', 12)] },
    ...{ kpis: [{ kpi: 'failed', failing: { treatment: 12, control: 0 } }] },
    ...changed,
  };
}

function finding(state: Finding['state'], changed: Partial<Finding> = {}): Finding {
  const first = run('failed', { experiment: 'e1' });
  return {
    ...{ id: 'f1', scenario: 'ratings-slow', path: 'press-play', callGroup: 'api>http:ratings', title: first.title },
    ...{ hypothesis: first.hypothesis, owner: 'ada', state, foundAt: AT, lastFoundAt: AT, timesFound: 1 },
    evidence: evidenceOf(first, group('api>http:ratings', 12)),
    ...changed,
  };
}

const open: Finding['state'] = { name: 'open', since: AT };
const fixed: Finding['state'] = { name: 'fixed', at: AT, by: 'ada', note: 'a timeout of 300 ms' };
function accepted(until: string): Finding['state'] {
  return { name: 'accepted', at: AT, by: 'ada', reason: 'until the rewrite', until };
}
const verified: Finding['state'] = { name: 'verified', at: AT, experiment: 'e1' };

test('of everything that was failed, the call groups that users saw failing make findings, and the absorbed ones do not', () => {
  const groups = [group('api>http:ratings', 12), group('api>http:recommendations', 0)];
  const changes = reckon(run('failed', { groups }), [], NOW_MS);
  expect(changes.map((change) => change.action === 'open' && change.group.callGroup)).toEqual(['api>http:ratings']);
});

test('where nothing tells which of them users saw, each that was injected makes one', () => {
  const groups = [group('a>http:b', 0), group('a>http:c', 0), group('a>http:d', 0, 0)];
  const changes = reckon(run('failed', { groups }), [], NOW_MS);
  expect(changes.map((change) => change.action === 'open' && change.group.callGroup)).toEqual(['a>http:b', 'a>http:c']);
});

test.each([
  ['open', open, false],
  ['fixed', fixed, true],
  ['verified', verified, true],
  ['accepted until tomorrow', accepted('2026-03-03T00:00:00.000Z'), false],
  ['accepted until yesterday', accepted('2026-03-01T00:00:00.000Z'), true],
] as const)('found again while %s: one finding, and open again: %#', (_name, state, reopens) => {
  const changes = reckon(run('failed'), [finding(state)], NOW_MS);
  expect(changes).toMatchObject([{ action: 'found_again', finding: { id: 'f1' }, reopens }]);
});

test('a run that passes as far up as the one that found it verifies what was said to be fixed, or lived with', () => {
  for (const state of [open, fixed, accepted('2026-03-03T00:00:00.000Z')])
    expect(reckon(run('passed'), [finding(state)], NOW_MS)).toMatchObject([{ action: 'verify' }]);
  expect(reckon(run('passed'), [finding(verified)], NOW_MS)).toEqual([]);
});

test.each([
  ['a smaller share', { trafficPpm: 10_000 }],
  ['an older version of the scenario', { scenarioVersion: 0 }],
] as const)('a pass with %s verifies nothing, and the history says so', (_name, changed) => {
  expect(reckon(run('passed', changed), [finding(fixed)], NOW_MS)).toMatchObject([{ action: 'note' }]);
});

test('a pass in which the call group was not injected says nothing about it', () => {
  expect(reckon(run('passed', { groups: [group('api>http:ratings', 0, 0)] }), [finding(fixed)], NOW_MS)).toEqual([]);
});

test('an accepted finding stands in the way again on its day', () => {
  expect(isBlocking(accepted('2026-03-02T12:00:00.001Z'), NOW_MS)).toBe(false);
  expect(isBlocking(accepted('2026-03-02T12:00:00.000Z'), NOW_MS)).toBe(true);
  expect([open, fixed, verified].map((state) => isBlocking(state, NOW_MS))).toEqual([true, false, false]);
});
