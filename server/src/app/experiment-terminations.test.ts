import type { Recovery, TargetOutcome, TerminationView } from '@hormesis/contract/terminations.ts';
import { expect, test } from 'vitest';
import { killEvidence } from '../features/analysis/kill-harm.ts';
import { recordOfView } from './experiment-terminations.ts';

const at = new Date(0).toISOString();
const killed: TargetOutcome = { kind: 'killed', at };
const unknown: TargetOutcome = { kind: 'unknown', at, reason: 'the cloud did not answer' };
const vanished: TargetOutcome = { kind: 'vanished', at };
const healthy: Recovery = { name: 'healthy', replacedAfterMs: 1_000, healthyAfterMs: 2_000 };
const watching: Recovery = { name: 'watching', replacedAfterMs: null };

/** A kill that is compared for a minute, where all users after it fare well, at `nowMs`. */
function kill(count: number, outcomes: readonly TargetOutcome[], recovery: Recovery, nowMs: number) {
  const view: TerminationView = {
    ...{ id: 't1', at, group: 'api-main', app: 'api', leashed: false, by: 'ann', plan: null, experiment: 'x1' },
    ...{ gates: [], recovery },
    targets: outcomes.map((outcome, index) => ({
      ...{ member: `i-${index}`, name: `api-${index}`, zone: 'a', group: 'api-main', region: 'eu-west-1', outcome },
    })),
  };
  const { state, text } = killEvidence({
    kill: { stage: 0, group: 'api-main', count, leashed: false, compareMs: 60_000, settleMs: 0 },
    record: recordOfView(view),
    sums: {
      events: [],
      trials: [{ kpi: 'failed', known: { before: 10_000, after: 10_000 }, failing: { before: 0, after: 0 } }],
    },
    ...{ nowMs, stageSinceMs: -60_000, kpis: ['failed'], missing: [], haltLogE: 5 },
    ...{ marginPpm: 50_000, minExposedUnits: 1 },
  });
  return { state, text };
}

test('all that were planned died, and users fare well: proof', () => {
  expect(kill(2, [killed, killed], healthy, 10_000).state).toBe('recovered');
});

test.each([
  ['one was eligible', [killed]],
  ['two were gone', [killed, vanished, vanished]],
])('three were planned and one died, as %s: watched for harm to the end, and no proof', (_, outcomes) => {
  const text = expect.stringContaining('no proof: 1 of the 3 that were planned is known to have died');
  expect(kill(3, outcomes, healthy, 10_000)).toEqual({ state: 'watching', text });
  expect(kill(3, outcomes, healthy, 60_000)).toEqual({ state: 'unproven', text });
});

test.each([watching, healthy])(
  'nobody knows whether the one that was asked for died: watched for harm to the end, and no proof ($name)',
  (recovery) => {
    const text = expect.stringContaining('nobody knows whether 1 of api-main died');
    expect(kill(1, [unknown], recovery, 10_000)).toEqual({ state: 'watching', text });
    expect(kill(1, [unknown], recovery, 60_000)).toEqual({ state: 'unproven', text });
    const text2 = expect.stringContaining('1 of api-main killed and nobody knows whether 1 more died');
    expect(kill(2, [killed, unknown], recovery, 60_000)).toEqual({ state: 'unproven', text: text2 });
  },
);

test('the group shows that the one without an answer lives on, or none was reached: nobody died', () => {
  expect(kill(1, [unknown], { name: 'none' }, 10_000).state).toBe('nobody_died');
  expect(kill(1, [vanished], { name: 'none' }, 10_000).state).toBe('nobody_died');
});
