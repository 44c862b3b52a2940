import { type CriticalPath, criticalPath } from '@hormesis/contract/critical-path.ts';
import { refusalCodes } from '@hormesis/contract/errors.ts';
import { type Limits, limits } from '@hormesis/contract/limits.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlannedFault } from './experiment.ts';
import { type Candidate, refusalsOf, type World } from './limits.ts';
import type { LimitsNow } from './ports.ts';

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
  id: null,
  population: 'live',
  scenario: 'stock-down',
  pathName: 'checkout',
  path: path(),
  faults: [failing('shop>http:stock')],
  ramp: { stages: [{ trafficPpm: 50_000, holdMs: 1_000, minExposedUnits: 1 }] },
  guardrails: { alphaPpm: 10_000, budgetUnits: 50 },
  terminations: [],
  role: 'operator',
  approved: false,
  ...parts,
});
const limitsNow = (parts: Partial<Limits> = {}, closed: LimitsNow['closed'] = () => null): LimitsNow => ({
  limits: { ...limits.parse({ kind: 'Limits' }), ...parts },
  nowMs: Date.parse('2026-03-02T10:00:00Z'),
  closed,
});
const agent = (service: string, region: string | null = null) => ({
  ...{ service, unsupported: [], region },
  ...{ zone: null, located: false },
});
const world = (parts: Partial<World> = {}): World => ({
  hold: { on: false, by: '', reason: '', since: null },
  gameDays: [],
  running: [],
  paths: [],
  agents: ['edge', 'shop'].map((service) => agent(service)),
  asksPlaces: true,
  now: limitsNow(),
  lastSeen: [{ service: 'elsewhere', region: 'far away' }],
  requestsPerMinute: null,
  timeoutsMs: [600_000],
  findings: [],
  ...parts,
});
const codes = (wanted: Candidate, around: World) => refusalsOf(wanted, around).map((refusal) => refusal.code);
const HELD: World['hold'] = { on: true, by: 'ada', reason: 'failover', since: null };
const other = (parts: Partial<World['running'][number]>) => ({
  id: 'eother12',
  path: 'checkout',
  maxPpm: 0,
  entryServices: ['elsewhere'],
  sandbox: false,
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
interface Asked {
  readonly wanted: Candidate;
  readonly around: World;
}
const TROUBLES: Record<string, (asked: Asked) => Asked> = {
  hold_switch_set: ({ wanted, around }) => ({ wanted, around: { ...around, hold: HELD } }),
  no_agents: ({ wanted, around }) => ({
    wanted,
    around: { ...around, agents: around.agents.filter(({ service }) => service !== 'shop') },
  }),
  share_above_limit: ({ wanted, around }) => ({
    wanted: { ...wanted, path: wanted.path && { ...wanted.path, maxTreatmentPpm: 49_999 } },
    around,
  }),
  region_above_limit: ({ wanted, around }) => ({
    wanted,
    around: { ...around, running: [...around.running, other({ path: 'another', maxPpm: 1, entryServices: ['edge'] })] },
  }),
  window_closed: ({ wanted, around }) => ({
    wanted,
    around: { ...around, now: { ...around.now, closed: () => ({ reason: 'it is Saturday', opensAtMs: null }) } },
  }),
  approval_needed: ({ wanted, around }) => ({
    wanted,
    around: { ...around, now: { ...around.now, limits: { ...around.now.limits, operatorMaxTreatmentPpm: 49_999 } } },
  }),
  exposure_unreachable: ({ wanted, around }) => ({ wanted, around: { ...around, requestsPerMinute: 0.01 } }),
  finding_open: ({ wanted, around }) => ({
    wanted,
    around: { ...around, findings: [{ id: 'f1', callGroup: 'shop>http:stock', title: 'harm', experiment: 'eold' }] },
  }),
  call_group_busy: ({ wanted, around }) => ({
    wanted,
    around: {
      ...around,
      running: [...around.running, other({ path: 'another', callGroups: ['shop>http:stock/list'] })],
    },
  }),
  call_group_not_allowed: ({ wanted, around }) => ({
    wanted: { ...wanted, path: wanted.path && { ...wanted.path, allowlist: [] } },
    around,
  }),
};
const names = Object.keys(TROUBLES);

test('any mixture of limits is refused with exactly its own codes, each registered and each with a reason', () => {
  fc.assert(
    fc.property(fc.subarray(names), (chosen) => {
      const { wanted, around } = chosen.reduce<Asked>((asked, name) => TROUBLES[name]?.(asked) ?? asked, {
        wanted: candidate(),
        around: world(),
      });
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
        { ...agent('shop'), unsupported: shop },
        { ...agent('edge'), unsupported: edge },
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

test('what is essential goes to live traffic only with an approval in each entry of the allowlist that says essential', () => {
  const approved = { by: 'ada', reason: 'a game day of the whole shop' };
  const allowlist = (shop: object, charge: object): CriticalPath['allowlist'] => [
    { callGroup: 'edge>http:shop', role: 'essential', ...shop },
    { callGroup: 'edge>http:shop/POST /charge', role: 'essential', ...charge },
  ];
  const on = (shop: object, charge: object) =>
    codes(
      candidate({
        path: path({ allowlist: allowlist(shop, charge) }),
        faults: [failing('edge>http:shop', 'essential')],
      }),
      world(),
    );
  expect(on({}, {})).toEqual(['call_group_essential']);
  expect(on({ liveApproval: approved }, {})).toEqual(['call_group_essential']);
  expect(on({ liveApproval: approved }, { liveApproval: approved })).toEqual([]);
});

test('a call group that has become essential since the plan was made is refused at its next stage', () => {
  const stricter = path({ allowlist: [{ callGroup: 'shop>http:stock', role: 'essential' }] });
  expect(codes(candidate({ path: stricter, faults: [failing('shop>http:stock', 'degradable')] }), world())).toEqual([
    'call_group_essential',
  ]);
});

test('another name for the same journey does not make an essential call degradable, nor open a closed window', () => {
  const twin = path({ name: 'twin', allowlist: [{ callGroup: 'edge>http:shop', role: 'degradable' }] });
  const wanted = candidate({ path: twin, pathName: 'twin', faults: [failing('edge>http:shop')] });
  const beside = (routes: string[], parts: Partial<CriticalPath> = {}) =>
    world({ paths: [twin, path({ entries: [{ service: 'edge', routes, inner: false }], ...parts })] });
  expect(refusalsOf(wanted, beside(['GET /', 'POST /:what']))).toMatchObject([
    {
      code: 'call_group_essential',
      message: expect.stringMatching(
        /^edge>http:shop is essential on checkout, which shares an entry with twin: .* unless checkout carries/,
      ),
    },
  ]);
  expect(codes({ ...wanted, population: 'tester' }, beside(['POST /pay']))).toEqual([]);
  expect(codes(wanted, beside(['GET /pay']))).toEqual([]);
  const approved = { by: 'ada', reason: 'a game day of the whole shop' };
  const allowlist = [{ callGroup: 'edge>http:shop', role: 'essential' as const, liveApproval: approved }];
  expect(codes(wanted, beside(['POST /pay'], { allowlist }))).toEqual([]);

  const now = limitsNow({}, (name) => (name === 'checkout' ? { reason: 'it is Saturday', opensAtMs: null } : null));
  expect(
    refusalsOf(candidate({ path: twin, pathName: 'twin', faults: [failing('edge>http:shop')] }), {
      ...beside(['POST /pay'], { allowlist }),
      now,
    }),
  ).toEqual([
    {
      code: 'window_closed',
      message: 'it is Saturday (checkout, which shares an entry with twin); it does not open within a year',
    },
  ]);
});

test('shares of all paths that begin in a region add up; a sandbox is nobody’s traffic; other regions do not count', () => {
  const share = (trafficPpm: number) => ({ stages: [{ trafficPpm, holdMs: 1_000, minExposedUnits: 1 }] });
  const around = (parts: Partial<World['running'][number]>, limit: Partial<Limits> = {}) =>
    world({
      now: limitsNow(limit),
      agents: [agent('edge', 'eu'), agent('shop', 'eu'), agent('kiosk', 'us')],
      running: [other({ path: 'browse', maxPpm: 30_000, entryServices: ['edge'], ...parts })],
    });
  const wanted = candidate({ ramp: share(30_000) });
  expect(refusalsOf(wanted, around({}))).toEqual([
    {
      code: 'region_above_limit',
      message:
        '3 % of live traffic beside 3 % of other experiments is above the 5 % that the limits allow in the region eu over all paths without approval',
    },
  ]);
  expect(codes(candidate({ ramp: share(20_000) }), around({}))).toEqual([]);
  expect(codes(wanted, around({ sandbox: true }))).toEqual([]);
  expect(codes(wanted, around({ entryServices: ['kiosk'] }))).toEqual([]);
  expect(codes(wanted, around({}, { regions: [{ region: 'eu', maxTreatmentPpm: 60_000 }] }))).toEqual([]);
  const lifted = { region: 'eu', maxTreatmentPpm: 0, approval: { by: 'ada', reason: 'the other region takes it' } };
  expect(codes(wanted, around({}, { regions: [lifted] }))).toEqual([]);
  expect(codes({ ...wanted, approved: true }, around({}))).toEqual([]);
});

test('an experiment whose agents are away counts where they were last seen, and everywhere when nobody knows', () => {
  const wanted = candidate({ ramp: { stages: [{ trafficPpm: 30_000, holdMs: 1_000, minExposedUnits: 1 }] } });
  const beside = (lastSeen: World['lastSeen']) =>
    world({
      agents: [agent('edge', 'eu'), agent('shop', 'eu')],
      running: [other({ path: 'browse', maxPpm: 30_000, entryServices: ['kiosk'] })],
      lastSeen,
    });
  expect(codes(wanted, beside([{ service: 'kiosk', region: 'eu' }]))).toEqual(['region_above_limit']);
  expect(codes(wanted, beside([{ service: 'kiosk', region: 'us' }]))).toEqual([]);
  expect(codes(wanted, beside([]))).toEqual(['region_above_limit']);
});

test('how far an operator goes alone is a limit; an admin, a sandbox, and a plan that another person approved go further', () => {
  const sandbox = path({ maxTreatmentPpm: 1_000_000, approval: { by: 'ada', reason: 'toys', sandbox: true } });
  const wide = path({
    maxTreatmentPpm: 1_000_000,
    approval: { by: 'ada', reason: 'it is well tried', sandbox: false },
  });
  const wanted = candidate({
    path: wide,
    ramp: { stages: [50_000, 50_001].map((trafficPpm) => ({ trafficPpm, holdMs: 1_000, minExposedUnits: 1 })) },
  });
  expect(refusalsOf(wanted, world())).toEqual([
    {
      code: 'approval_needed',
      message: "5.0001 % of live traffic is above the 5 % that an operator may run without another person's approval",
    },
  ]);
  expect(codes({ ...wanted, role: 'admin' }, world())).toEqual([]);
  expect(codes({ ...wanted, approved: true }, world())).toEqual([]);
  expect(codes({ ...wanted, path: sandbox }, world())).toEqual([]);
});

test('guardrails that would hardly halt need another person, unless an admin wants them', () => {
  const loose = (guardrails: Candidate['guardrails'], parts: Partial<Candidate> = {}) =>
    refusalsOf(candidate({ guardrails, ...parts }), world());
  expect(loose({ alphaPpm: 1_000, budgetUnits: 500 })).toEqual([]);
  expect(loose({ alphaPpm: 999, budgetUnits: 1_000_000 })).toEqual([
    {
      code: 'approval_needed',
      message:
        "guardrails.alphaPpm 999 (0.0999 %) is below the 1000 (0.1 %) that an operator may run without another person's approval: harm would be seen late; guardrails.budgetUnits 1000000 is above the 500 that an operator may run without another person's approval",
    },
  ]);
  for (const parts of [{ role: 'admin' as const }, { approved: true }, { population: 'tester' as const }])
    expect(loose({ alphaPpm: 1, budgetUnits: 501 }, parts)).toEqual([]);
});

test('a stage whose units can never come in time is refused with both numbers and the time it would take', () => {
  const stages = [
    { trafficPpm: 50_000, holdMs: 60_000, minExposedUnits: 10_000 },
    { trafficPpm: 950_000, holdMs: 60_000, minExposedUnits: 10_000 },
  ];
  const wanted = candidate({ ramp: { stages }, role: 'admin', approved: true });
  const at = (requestsPerMinute: number | null) =>
    refusalsOf(wanted, world({ requestsPerMinute, timeoutsMs: [600_000, 600_000] }));
  const told = (stage: number) =>
    `stage ${stage} asks for 10,000 exposed units in each arm; at the present 2 units a minute at most, of which 5 % come to the smaller arm, that takes at least 70 days, and the stage ends after 10 minutes`;
  expect(at(2)).toEqual([told(1), told(2)].map((message) => ({ code: 'exposure_unreachable', message })));
  expect(at(20_000)).toEqual([]);
  expect(at(null)).toEqual([]);
  const whole = candidate({
    ramp: { stages: [{ trafficPpm: 1_000_000, holdMs: 1_000, minExposedUnits: 20 }] },
    approved: true,
  });
  expect(codes(whole, world({ requestsPerMinute: 2 }))).toEqual([]);
});

test('a fault by place is refused when nobody could ever know that a call goes there', () => {
  const into = (zone: string): PlannedFault => ({ ...failing('shop>http:stock'), where: { callee: { zone } } });
  const stock = { ...agent('stock', 'north'), zone: 'a', located: true };
  const on = (fault: PlannedFault, more: World['agents']) =>
    refusalsOf(candidate({ faults: [fault] }), world({ agents: [...world().agents, ...more] }));
  expect(on(into('a'), [stock])).toEqual([]);
  expect(on(into('b'), [stock])).toEqual([
    {
      code: 'place_unknown',
      message: 'no agent of stock is connected in the zone b, so no call of shop>http:stock is known to go there',
    },
  ]);
  expect(on(into('a'), [{ ...stock, located: false }])[0]?.message).toContain('HORMESIS_ADDRESSES');
  const from = { ...failing('shop>http:stock'), where: { caller: { region: 'south' } } };
  expect(on(from, [stock])[0]?.message).toContain('no agent of shop is connected in the region south');
});

const BY_PLACE = { by: 'ada', reason: 'another zone takes over', onlyByPlace: true } as const;
const essentialInto = (...wheres: PlannedFault['where'][]) =>
  candidate({
    path: path({ allowlist: [{ callGroup: 'shop>http:stock', role: 'essential', liveApproval: BY_PLACE }] }),
    faults: wheres.map((where) => ({ ...failing('shop>http:stock', 'essential'), where })),
  });
const stockIn = (zone: string | null, region = 'north', located = true) => ({
  ...agent('stock', region),
  ...{ zone, located },
});
const withStock = (...stock: World['agents']) => world({ agents: [...world().agents, ...stock] });

test('an approval for faults by place lets an essential call be failed into one place, and not everywhere', () => {
  const around = withStock(stockIn('a'), stockIn('b'));
  expect(codes(essentialInto({ callee: { zone: 'a' } }), around)).toEqual([]);
  expect(codes(essentialInto(undefined), around)).toEqual(['call_group_essential']);
});

test('an approval for faults by place does not do where no other place is known to be left', () => {
  const zoneA = essentialInto({ callee: { zone: 'a' } });
  const region = essentialInto({ callee: { region: 'north' } });
  const [a, b, c] = [stockIn('a'), stockIn('b'), stockIn('c')];
  expect(refusalsOf(zoneA, withStock(a))).toEqual([
    {
      code: 'call_group_essential',
      message:
        'shop>http:stock is essential on checkout and approved for faults by place only, and no instance of stock that tells its place and its address is known outside the zone a: nothing would take over',
    },
  ]);
  expect(codes(region, withStock(a, b))).toEqual(['call_group_essential']);
  expect(codes(region, withStock(a, stockIn('a', 'south')))).toEqual([]);
  for (const unknown of [stockIn(null), stockIn('b', 'north', false), { ...b, service: 'search' }])
    expect(codes(zoneA, withStock(a, unknown))).toEqual(['call_group_essential']);
  const both = essentialInto({ callee: { zone: 'a' } }, { callee: { zone: 'b' } });
  expect(new Set(codes(both, withStock(a, b)))).toEqual(new Set(['call_group_essential']));
  expect(codes(both, withStock(a, b, c))).toEqual([]);
});

test('each stage asks again whether another place is left; a start of another day and testers do not', () => {
  const zoneA = essentialInto({ callee: { zone: 'a' } });
  const alone = withStock(stockIn('a'));
  expect(codes({ ...zoneA, begun: true }, alone)).toEqual(['call_group_essential']);
  expect(codes(zoneA, { ...alone, asksPlaces: false })).toEqual([]);
  expect(codes({ ...zoneA, population: 'tester' }, alone)).toEqual([]);
});

test('load may only be brought to a target that an administrator named, and no more than that', () => {
  const bring = {
    ...{ target: 'http://127.0.0.1:7071', paths: ['/play/heat'], requestsPerSecond: 50 },
    ...{ rampMs: 0, as: 'testers' as const, units: 10 },
  };
  const allowed = (maxRequestsPerSecond: number) =>
    world({ now: limitsNow({ loadTargets: [{ target: bring.target, maxRequestsPerSecond }] }) });
  expect(codes(candidate({ load: { bring } }), world())).toEqual(['load_target_not_allowed']);
  expect(codes(candidate({ load: { bring } }), allowed(49))).toEqual(['load_target_not_allowed']);
  expect(codes(candidate({ load: { bring } }), allowed(50))).toEqual([]);
});
