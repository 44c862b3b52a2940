import { type CriticalPath, criticalPath } from '@hormesis/contract/critical-path.ts';
import { refusalCodes } from '@hormesis/contract/errors.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlannedFault } from './experiment.ts';
import { type Candidate, refusalsOf, type World } from './limits.ts';

const path = (parts: Partial<CriticalPath> = {}): CriticalPath => ({
  ...criticalPath.parse({
    kind: 'CriticalPath',
    name: 'checkout',
    title: 'A customer pays',
    entries: [{ service: 'edge', routes: ['POST /pay'] }],
    unit: { from: 'request' },
    allowlist: [
      { callGroup: 'shop>http:stock', role: 'degradable' },
      { callGroup: 'edge>http:shop', role: 'essential' },
    ],
  }),
  ...parts,
});
const failing = (callGroup: string, role: PlannedFault['role'] = 'degradable'): PlannedFault => ({
  callGroup,
  role,
  fault: { kind: 'error', status: 503 },
});
const candidate = (parts: Partial<Candidate> = {}): Candidate => ({
  population: 'live',
  scenario: 'stock-down',
  pathName: 'checkout',
  path: path(),
  faults: [failing('shop>http:stock')],
  ramp: { stages: [{ trafficPpm: 50_000, holdMs: 1_000, minExposedUnits: 1 }] },
  ...parts,
});
const world = (parts: Partial<World> = {}): World => ({
  hold: { on: false, by: '', reason: '', since: null },
  running: [],
  agents: ['edge', 'shop'].map((service) => ({ service, unsupported: [] })),
  findings: [],
  ...parts,
});
const codes = (wanted: Candidate, around: World) => refusalsOf(wanted, around).map((refusal) => refusal.code);
const HELD: World['hold'] = { on: true, by: 'ada', reason: 'failover', since: null };
const other = (parts: Partial<World['running'][number]>) => ({
  id: 'eother12',
  path: 'checkout',
  maxPpm: 0,
  callGroups: [],
  ...parts,
});

test('what nothing forbids may start', () => {
  expect(codes(candidate(), world())).toEqual([]);
});

test('every limit that refuses is told, not only the first', () => {
  const everything = candidate({ faults: [failing('shop>http:bank', null), failing('edge>http:shop', 'essential')] });
  const around = world({ hold: HELD, agents: [], running: [other({ maxPpm: 10, callGroups: ['edge>http:shop'] })] });
  expect(new Set(codes(everything, around))).toEqual(
    new Set([
      'call_group_not_allowed',
      'hold_switch_set',
      'no_agents',
      'call_group_essential',
      'share_above_limit',
      'call_group_busy',
    ]),
  );
});

// One refusal each, switched on alone or together with others.
const TROUBLES = {
  hold_switch_set: { around: { hold: HELD } },
  no_agents: { around: { agents: [{ service: 'shop', unsupported: [] }] } },
  share_above_limit: { wanted: { ramp: { stages: [{ trafficPpm: 50_001, holdMs: 1_000, minExposedUnits: 1 }] } } },
  call_group_busy: { around: { running: [other({ path: 'another', callGroups: ['shop>http:stock/list'] })] } },
  call_group_not_allowed: { wanted: { path: path({ allowlist: [] }) } },
} satisfies Record<string, { wanted?: Partial<Candidate>; around?: Partial<World> }>;
const names = Object.keys(TROUBLES) as (keyof typeof TROUBLES)[];

test('any mixture of limits is refused with exactly its own codes, each registered and each with a reason', () => {
  fc.assert(
    fc.property(fc.subarray(names), (chosen) => {
      const troubles: { wanted?: Partial<Candidate>; around?: Partial<World> }[] = chosen.map((name) => TROUBLES[name]);
      const wanted = Object.assign(candidate(), ...troubles.map((each) => each.wanted ?? {}));
      const around = Object.assign(world(), ...troubles.map((each) => each.around ?? {}));
      const refusals = refusalsOf(wanted, around);
      expect(refusals.map((refusal) => refusal.code).sort()).toEqual([...chosen].sort());
      for (const { code, message } of refusals) {
        expect(refusalCodes.has(code)).toBe(true);
        expect(message.length).toBeGreaterThan(20);
      }
    }),
  );
});

test('testers are held back by the allowlist, the hold switch and missing agents, by nothing else', () => {
  const wanted = candidate({
    population: 'tester',
    faults: [failing('edge>http:shop', 'essential')],
    ramp: { stages: [{ trafficPpm: 900_000, holdMs: 1_000, minExposedUnits: 1 }] },
  });
  const busy = world({ running: [other({ maxPpm: 900_000, callGroups: ['edge>http:shop'] })] });
  expect(codes(wanted, busy)).toEqual([]);
  expect(codes({ ...wanted, faults: [failing('shop>http:bank', null)] }, busy)).toEqual(['call_group_not_allowed']);
  expect(codes(wanted, world({ hold: HELD }))).toEqual(['hold_switch_set']);
});

test('shares of a path add up over its experiments; other paths do not count; an approval lifts the limit', () => {
  const wanted = candidate({ ramp: { stages: [{ trafficPpm: 30_000, holdMs: 1_000, minExposedUnits: 1 }] } });
  expect(codes(wanted, world({ running: [other({ maxPpm: 20_000 })] }))).toEqual([]);
  const over = world({ running: [other({ maxPpm: 20_001 })] });
  expect(refusalsOf(wanted, over)[0]?.message).toBe(
    '3 % of live traffic beside 2.0001 % of other experiments is above the 5 % that checkout allows without approval',
  );
  expect(codes(wanted, world({ running: [other({ path: 'another', maxPpm: 900_000 })] }))).toEqual([]);
  const approved = path({ approval: { by: 'ada', reason: 'a game day', sandbox: false } });
  expect(codes({ ...wanted, path: approved }, over)).toEqual([]);
});

test('what an earlier run found keeps a scenario from live traffic, and not from testers', () => {
  const finding = { id: 'f1', callGroup: 'shop>http:stock', title: 'customers saw errors', experiment: 'eearlier' };
  const around = world({ findings: [finding] });
  expect(refusalsOf(candidate(), around)).toEqual([
    {
      code: 'finding_open',
      message:
        'finding f1 of stock-down on shop>http:stock is open (customers saw errors; experiment eearlier); fix it or accept it with a reason first',
    },
  ]);
  expect(codes(candidate({ population: 'tester' }), around)).toEqual([]);
});

test.each([
  ['shop>http:stock', true],
  ['*>http:stock', true],
  ['shop>http:stock/list', true],
  ['*>http:stock/list', true],
  ['cart>http:stock', false],
  ['shop>custom:stock', false],
])('a call group that %s could also fail is busy: %s', (callGroup, busy) => {
  const around = world({ running: [other({ callGroups: [callGroup] })] });
  expect(codes(candidate(), around)).toEqual(busy ? ['call_group_busy'] : []);
});

test('two patterns of which neither covers the other are still one call group when a call may belong to both', () => {
  const around = world({ running: [other({ callGroups: ['*>http:stock/list'] })] });
  expect(codes(candidate({ faults: [failing('shop>http:stock')] }), around)).toEqual(['call_group_busy']);
});

test('an agent without a hook for the kind refuses its call groups, and only when it is the caller', () => {
  const wanted = candidate({
    path: path({ allowlist: [{ callGroup: '*>custom:license', role: 'degradable' }] }),
    faults: [failing('shop>custom:license')],
  });
  const agents = (shop: string[], edge: string[]) =>
    world({
      agents: [
        { service: 'shop', unsupported: shop },
        { service: 'edge', unsupported: edge },
      ],
    });
  expect(codes(wanted, agents(['custom'], []))).toEqual(['call_group_unsupported']);
  expect(codes(wanted, agents(['http'], ['custom']))).toEqual([]);
  expect(codes({ ...wanted, faults: [failing('*>custom:license')] }, agents([], ['custom']))).toEqual([
    'call_group_unsupported',
  ]);
});

test('a path that is not there, and a scenario that fails nothing, are refused by name', () => {
  expect(refusalsOf(candidate({ path: null, pathName: 'gone', faults: [] }), world())).toEqual([
    { code: 'path_unknown', message: 'there is no critical path "gone"' },
  ]);
  expect(codes(candidate({ faults: [] }), world())).toEqual(['call_group_not_allowed']);
});

test('a fault that could never act on its call group is refused, for testers too', () => {
  const allowlist = ['shop>custom:cache/get', 'shop>http:stock'].map((callGroup) => ({
    callGroup,
    role: 'degradable' as const,
  }));
  const on = (callGroup: string, fault: PlannedFault['fault']) =>
    candidate({ population: 'tester', path: path({ allowlist }), faults: [{ callGroup, role: 'degradable', fault }] });
  const refusals = (callGroup: string, fault: PlannedFault['fault']) => refusalsOf(on(callGroup, fault), world());
  expect(refusals('shop>custom:cache/get', { kind: 'throttle', bytesPerSecond: 10 })).toEqual([
    {
      code: 'fault_not_applicable',
      message:
        'throttle acts on the bytes of a response, and shop>custom:cache/get is a custom injection point that has none; latency, error, abort and timeout act on it',
    },
  ]);
  expect(refusals('shop>http:stock/stock of one', { kind: 'abort' })).toMatchObject([
    { code: 'fault_not_applicable', message: expect.stringContaining('got "stock of one"') },
  ]);
  for (const fault of [{ kind: 'abort' }, { kind: 'timeout' }, { kind: 'latency', delayMs: 5 }] as const) {
    expect(refusals('shop>custom:cache/get', fault)).toEqual([]);
  }
  expect(refusals('shop>http:stock/GET /stock/:id', { kind: 'corrupt', bytesPpm: 1 })).toEqual([]);
});

test('an operation is busy while an experiment fails one that a call could belong to as well', () => {
  const on = (operation: string) =>
    codes(
      candidate({ faults: [failing(`shop>http:stock/${operation}`)] }),
      world({ running: [other({ callGroups: ['*>http:stock/GET /stock/:id'] })] }),
    );
  expect(on('GET /stock/:id')).toEqual(['call_group_busy']);
  expect(on('GET /stock/best')).toEqual(['call_group_busy']);
  expect(on('POST /stock/:id')).toEqual([]);
});
