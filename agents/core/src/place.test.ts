import { expect, test } from 'vitest';
import { decide } from './decide.ts';
import type { Where } from './place.ts';
import type { ExperimentRules } from './ruleset.ts';
import { parseRuleset } from './ruleset.ts';

const ratings = 'api>http:ratings';
const abort = { kind: 'abort' } as const;
const slow = { kind: 'latency', delayMs: 5 } as const;

function rules(change: object): ExperimentRules | undefined {
  const parsed = parseRuleset({
    ...{ type: 'ruleset', revision: 1, serverTimeMs: 1, keys: [], entries: [] },
    experiments: [
      {
        ...{ id: 'eratings1', path: 'press-play', stage: 0, arms: ['treatment'] },
        ...{ allowlist: [ratings], faults: [], ...change },
      },
    ],
  });
  return parsed.ok ? parsed.ruleset.experiments.get('eratings1') : undefined;
}

const northA = { region: 'north', zone: 'a' };
function decided(where: object, callee: Where['callee'], caller = northA, faults: object[] = []) {
  const known = rules({ faults, scoped: [{ callGroup: ratings, where, fault: abort }] });
  if (!known) throw new Error('the rules were refused');
  const call = { arm: 'treatment', callGroup: ratings, rules: known, leaseAlive: true } as const;
  const decision = decide({ ...call, caller, callee });
  return decision.fault?.kind ?? (decision.fault === null ? decision.reason : null);
}

test('a fault into a place hits the calls that go there, and no others', () => {
  expect(decided({ callee: { zone: 'a' } }, northA)).toBe('abort');
  expect(decided({ callee: { zone: 'a' } }, { region: 'north', zone: 'b' })).toBe('no_fault');
  expect(decided({ callee: { region: 'north' } }, { region: 'north', zone: 'b' })).toBe('abort');
  expect(decided({ callee: { region: 'south', zone: 'a' } }, northA)).toBe('no_fault');
});

test('a call whose way is not known is never failed by place, and the reason is told', () => {
  expect(decided({ callee: { zone: 'a' } }, null)).toBe('place_unknown');
  expect(decided({ callee: { region: 'north', zone: 'a' } }, { region: 'north', zone: null })).toBe('no_fault');
});

test('a fault from a place is applied by the agents there', () => {
  expect(decided({ caller: { zone: 'a' } }, null)).toBe('abort');
  expect(decided({ caller: { zone: 'b' } }, null)).toBe('no_fault');
  expect(decided({ caller: { zone: 'a' }, callee: { zone: 'b' } }, northA)).toBe('no_fault');
});

test('a fault by place goes before one without', () => {
  const everywhere = [{ callGroup: ratings, fault: slow }];
  expect(decided({ callee: { zone: 'a' } }, northA, northA, everywhere)).toBe('abort');
  expect(decided({ callee: { zone: 'a' } }, null, northA, everywhere)).toBe('latency');
});

test.each([{}, { callee: {} }, { callee: { zone: '' } }, { callee: { zone: 7 } }, { calee: { zone: 'a' } }, 'a', null])(
  'the scope %j refuses all rules: nothing is ever wider than it was meant',
  (where) => {
    expect(rules({ scoped: [{ callGroup: ratings, where, fault: abort }] })).toBeUndefined();
  },
);
