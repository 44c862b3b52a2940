import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAnswer } from './answer.ts';
import { decide } from './decide.ts';
import { parseHalt } from './halt-order.ts';
import { parseRuleset } from './ruleset.ts';

type Json = { [field: string]: Json } | Json[] | string | number | boolean | null;

const experiment = (change: Record<string, Json> = {}): Json => ({
  id: 'eratings1',
  salt: 'eratings1',
  stage: 0,
  rhoPpm: 500_000,
  pool: [[0, 40_000]],
  unitKey: '0123456789abcdef0123456789abcdef',
  ...change,
});
const entry = (change: Record<string, Json> = {}): Json => ({
  path: 'press-play',
  salt: 'press-play.1',
  routes: [{ method: 'GET', pattern: '/play/:title', inner: false }],
  unit: { from: 'cookie', name: 'user' },
  deadlineMs: 10_000,
  objectiveMs: 2_000,
  experiments: [experiment()],
  ...change,
});
const rules = (change: Record<string, Json> = {}): Json => ({
  id: 'eratings1',
  path: 'press-play',
  stage: 0,
  arms: ['treatment', 'tester'],
  allowlist: ['*>http:ratings'],
  faults: [{ callGroup: 'api>http:ratings', fault: { kind: 'error', status: 503, body: 'down' } }],
  ...change,
});
const frame = (change: Record<string, Json> = {}): Json => ({
  type: 'ruleset',
  revision: 3,
  serverTimeMs: 1_800_000_000_000,
  keys: [{ id: 'k1', publicKey: 'A'.repeat(43) }],
  entries: [entry()],
  experiments: [rules()],
  ...change,
});

test('a unit is read from a header however its path writes the name', () => {
  const result = parseRuleset(frame({ entries: [entry({ unit: { from: 'header', name: 'X-User-Id' } })] }));
  expect(result).toMatchObject({ ok: true });
  expect(JSON.stringify(result)).toContain('"name":"x-user-id"');
});

test('a whole ruleset is compiled', () => {
  const parsed = parseRuleset(frame());
  expect(parsed).toMatchObject({ ok: true, ruleset: { revision: 3 } });
  const fault = parsed.ok && parsed.ruleset.experiments.get('eratings1')?.faults.get('api>http:ratings');
  expect(fault).toEqual({ kind: 'error', status: 503, body: 'down' });
});

const inEntry = (change: Record<string, Json>) => frame({ entries: [entry({ experiments: [experiment(change)] })] });
const inRules = (change: Record<string, Json>) => frame({ experiments: [rules(change)] });
const withFault = (fault: Json) => inRules({ faults: [{ callGroup: 'api>http:ratings', fault }] });

test.each<[string, string, Json]>([
  ['a share above everything', 'entries[0].experiments[0].rhoPpm', inEntry({ rhoPpm: 1_000_001 })],
  ['a negative share', 'entries[0].experiments[0].rhoPpm', inEntry({ rhoPpm: -1 })],
  ['a share that is no integer', 'entries[0].experiments[0].rhoPpm', inEntry({ rhoPpm: 0.5 })],
  ['a share in words', 'entries[0].experiments[0].rhoPpm', inEntry({ rhoPpm: '50 %' })],
  ['a range that runs backwards', 'entries[0].experiments[0].pool[0]', inEntry({ pool: [[2, 1]] })],
  ['half a range', 'entries[0].experiments[0].pool[0]', inEntry({ pool: [[2]] })],
  ['a range beyond the ring', 'entries[0].experiments[0].pool[0][1]', inEntry({ pool: [[0, 1_000_001]] })],
  ['a short key', 'entries[0].experiments[0].unitKey', inEntry({ unitKey: 'abc' })],
  [
    'a route without a slash',
    'entries[0].routes[0]',
    frame({ entries: [entry({ routes: [{ method: 'GET', pattern: 'x', inner: false }] })] }),
  ],
  ['a fault nobody knows', 'experiments[0].faults[0].fault.kind', withFault({ kind: 'explode' })],
  [
    'a delay beyond a minute',
    'experiments[0].faults[0].fault.delayMs',
    withFault({ kind: 'latency', delayMs: 60_001 }),
  ],
  ['a status that is no failure', 'experiments[0].faults[0].fault.status', withFault({ kind: 'error', status: 200 })],
  ['an arm nobody knows', 'experiments[0].arms[0]', inRules({ arms: ['everybody'] })],
  ['a malformed call group', 'experiments[0].allowlist[0]', inRules({ allowlist: ['ratings'] })],
  ['an experiment told twice', 'experiments', frame({ experiments: [rules(), rules()] })],
  ['no revision', 'revision', frame({ revision: null })],
  ['another frame', 'type', frame({ type: 'renewed' })],
])('%s refuses the whole ruleset and names the field', (_name, field, value) => {
  expect(parseRuleset(value)).toMatchObject({ ok: false, field });
});

test('two experiments whose pools overlap refuse the ruleset: a user would be in both', () => {
  const other = experiment({ id: 'eother01', pool: [[39_999, 50_000]] });
  const experiments = [experiment(), other];
  expect(parseRuleset(frame({ entries: [entry({ experiments })] })).ok).toBe(false);
  const beside = [experiment(), experiment({ id: 'eother01', pool: [[40_000, 50_000]] })];
  expect(parseRuleset(frame({ entries: [entry({ experiments: beside })] })).ok).toBe(true);
});

/** Every place of a frame, as the steps that lead to it. */
function places(value: Json, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return [at, ...inner.flatMap(([step, item]) => places(item, [...at, step]))];
}
function replaced(value: Json, [step, ...rest]: (string | number)[], by: unknown): unknown {
  if (step === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as { [field: string]: Json }) };
  const slots = copy as Record<string | number, unknown>;
  slots[step] = replaced(slots[step] as Json, rest, by);
  return copy;
}

test('with anything in any place, a ruleset is refused or stays within its bounds, and nothing throws', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places(frame())), fc.anything(), (place, value) => {
      const parsed = parseRuleset(replaced(frame(), place, value));
      if (!parsed.ok) return;
      for (const { experiments } of parsed.ruleset.entries) {
        for (const { rhoPpm, pool } of experiments) {
          expect(Number.isInteger(rhoPpm) && rhoPpm >= 0 && rhoPpm <= 1_000_000).toBe(true);
          for (const end of pool.flat()) expect(Number.isInteger(end) && end >= 0 && end <= 1_000_000).toBe(true);
        }
      }
    }),
    { numRuns: 3_000 },
  );
});

test('answers and halts are read the same way', () => {
  const answer = (leaseMs: unknown) => ({
    type: 'renewed',
    sequence: 1,
    revision: 3,
    serverTimeMs: 1,
    experiments: [
      { id: 'eratings1', leaseMs },
      { id: 'eother01', leaseMs: 5_000 },
    ],
  });
  expect(parseAnswer(answer(5_001))).toMatchObject({
    ok: true,
    answer: {
      experiments: [
        { leaseMs: 0, leaseValid: false },
        { leaseMs: 5_000, leaseValid: true },
      ],
    },
  });
  expect(parseHalt({ type: 'halt', halt: 'h1', experiments: 'all' })).toEqual({
    ok: true,
    halt: 'h1',
    experiments: 'all',
    named: [],
  });
  expect(parseHalt({ type: 'halt', halt: 'h1', experiments: 'all', named: ['e23456789'] })).toMatchObject({
    ok: true,
    named: ['e23456789'],
  });
  expect(parseHalt({ type: 'halt', halt: 'h1', experiments: 'all', named: 'e23456789' }).ok).toBe(false);
  expect(parseHalt({ type: 'halt', halt: 'h1', experiments: 'some' }).ok).toBe(false);
  fc.assert(fc.property(fc.anything(), (value) => !parseAnswer(value).ok && !parseHalt(value).ok));
});

test('a decision needs rules, a lease, an arm, a fault and the allowlist', () => {
  const parsed = parseRuleset(
    inRules({
      faults: [
        { callGroup: '*>http:ratings', fault: { kind: 'latency', delayMs: 1 } },
        { callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: 2 } },
        { callGroup: 'api>http:bookmarks', fault: { kind: 'latency', delayMs: 3 } },
      ],
    }),
  );
  if (!parsed.ok) throw new Error(parsed.field);
  const known = parsed.ruleset.experiments.get('eratings1');
  const call = { arm: 'treatment', callGroup: 'api>http:ratings', rules: known, leaseAlive: true } as const;
  expect(decide(call).fault).toEqual({ kind: 'latency', delayMs: 2 });
  expect(decide({ ...call, callGroup: 'web>http:ratings/read' }).fault).toEqual({ kind: 'latency', delayMs: 1 });
  expect(decide({ ...call, rules: undefined })).toMatchObject({ reason: 'experiment_unknown' });
  expect(decide({ ...call, leaseAlive: false })).toMatchObject({ reason: 'lease_ended' });
  expect(decide({ ...call, arm: 'control' })).toMatchObject({ reason: 'arm_without_faults' });
  expect(decide({ ...call, callGroup: 'api>http:playback' })).toMatchObject({ reason: 'no_fault' });
  expect(decide({ ...call, callGroup: 'api>http:bookmarks' })).toMatchObject({ reason: 'call_group_not_allowed' });
});
