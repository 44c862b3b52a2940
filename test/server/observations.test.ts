import type { Report } from '@hormesis/contract/agent-link.ts';
import { Intake } from '@hormesis/server/features/observations/intake.ts';
import { readSums } from '@hormesis/server/features/observations/sums-queries.ts';
import { type Database, openDatabase } from '@hormesis/server/platform/database.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../harness/fresh-database.ts';
import { callSum, type ReportParts, reportOf } from './scripted-agent.ts';

const E = 'eobserved1';
let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url, () => {});
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});
beforeEach(async () => {
  await database.query(
    'truncate hormesis.experiments, hormesis.experiment_events, hormesis.exposures, hormesis.first_events, hormesis.call_sums, hormesis.instance_calls, hormesis.request_sums, hormesis.recent_requests, hormesis.agents, hormesis.path_rates, hormesis.call_rates, hormesis.call_groups cascade',
  );
  await database.query(
    `insert into hormesis.experiments (experiment_id, scenario_name, scenario_version, path_name, population, plan, state, stage, rho_ppm, arm_salt, unit_key, created_by, started_at)
     values ($1, 's', 1, 'p', 'live', '{}', 'running', 1, 500000, '', '', 't', clock_timestamp())`,
    [E],
  );
  for (const instance of ['gateway-1', 'gateway-2']) await hello(instance);
});

const hello = (instance: string) =>
  database.query(
    `insert into hormesis.agents (instance, service, version, runtime, connected_to, connected_at) values ($1, 'gateway', '0', 'test', 'boot', clock_timestamp())
     on conflict (instance) do update set connected_at = clock_timestamp()`,
    [instance],
  );
const unit = (number: number) => number.toString(16).padStart(16, '0');

function tell(instance: string, sequence: number, parts: ReportParts): Promise<boolean> {
  const report = reportOf(sequence, parts);
  return new Intake(database).take({ reporter: { instance, service: 'gateway', boot: 'boot' }, report });
}

function sums(injected: string[] = [], startedAt = new Date()) {
  return readSums(database, {
    id: E,
    path: 'watch',
    stage: 0,
    stageBeganAt: startedAt,
    startedAt,
    watchedSince: null,
    plannedMinutes: 10,
    ramp: { stages: [20_000, 900_000].map((trafficPpm) => ({ trafficPpm, holdMs: 1_000, minExposedUnits: 1 })) },
    rhoPpm: [500_000, 900_000],
    kpis: ['failed'],
    missing: [],
    entryServices: ['gateway'],
    injected,
  });
}

/** Users ever exposed in each arm. */
async function units(): Promise<{ treatment: number; control: number }> {
  const counted = await database.query<{ treatment: number; control: number }>(
    `select count(distinct unit_hash) filter (where arm = 'treatment') as treatment, count(distinct unit_hash) filter (where arm = 'control') as control
       from hormesis.exposures`,
  );
  return counted.rows[0] ?? { treatment: -1, control: -1 };
}

type Exposure = Report['exposures'][number];
const exposed = (number: number, parts: Partial<Exposure> = {}): Exposure => ({
  experiment: E,
  stage: 0,
  arm: 'treatment',
  unit: unit(number),
  ageMs: 10,
  outcome: 'pending',
  ...parts,
});
const failed = (number: number, parts: Partial<Report['events'][number]> = {}): Report['events'][number] => ({
  experiment: E,
  kpi: 'failed',
  stage: 0,
  rhoPpm: 500_000,
  arm: 'treatment',
  unit: unit(number),
  ageMs: 5,
  ...parts,
});

test('a report that comes twice counts once, whole', async () => {
  const report = {
    paths: [{ path: 'p', experiment: E, arm: 'treatment' as const, stage: 0, requests: 10, failed: 2 }],
    calls: [callSum({ callGroup: 'a>http:b', experiment: E, arm: 'treatment', stage: 0, calls: 5, injected: 3 })],
    exposures: [exposed(1)],
  };
  const taken = await Promise.all([tell('gateway-1', 1, report), tell('gateway-1', 1, report)]);
  expect(taken.sort()).toEqual([false, true]);
  expect((await sums()).stages[0]).toMatchObject({ injections: 3, exposed: { treatment: 1, control: 0 } });
  const requests = await database.query('select requests, failed from hormesis.request_sums');
  expect(requests.rows).toEqual([{ requests: 10, failed: 2 }]);
  const traffic = await database.query('select sum(requests)::int as requests from hormesis.path_rates');
  expect(traffic.rows).toEqual([{ requests: 10 }]);
});

test('an empty report, one of an unknown experiment and one of an unknown agent change no sums', async () => {
  expect(await tell('gateway-1', 1, {})).toBe(true);
  await tell('gateway-1', 2, {
    exposures: [exposed(1, { experiment: 'enobody12' })],
    events: [failed(1, { experiment: 'enobody12' })],
    calls: [callSum({ callGroup: 'a>http:b', experiment: 'enobody12', arm: 'control', stage: 0, calls: 5 })],
  });
  expect(await tell('nobody', 1, { exposures: [exposed(1)] })).toBe(false);
  const observed = await sums();
  expect(await units()).toEqual({ treatment: 0, control: 0 });
  expect(observed.failing).toEqual([]);
  expect(observed.stages.map((stage) => stage.injections)).toEqual([0, 0]);
});

test('a process that starts anew under its old name counts from the beginning, and a late repeat of its first report does not', async () => {
  const one = { exposures: [exposed(1)] };
  for (let sequence = 1; sequence <= 3; sequence += 1) await tell('gateway-1', sequence, one);
  expect(await tell('gateway-1', 1, { exposures: [exposed(2)] }), 'a late repeat').toBe(false);
  await hello('gateway-1');
  expect(await tell('gateway-1', 3, one), 'the report under way, repeated on a new line').toBe(false);
  expect(await tell('gateway-1', 1, { exposures: [exposed(2)] }), 'the first of a new process').toBe(true);
  expect(await tell('gateway-1', 1, { exposures: [exposed(3)] })).toBe(false);
  expect(await tell('gateway-1', 2, {})).toBe(true);
  expect((await units()).treatment).toBe(2);
});

test('a unit is one trial per stage: the first known outcome stays, whoever tells it', async () => {
  await tell('gateway-1', 1, {
    exposures: [exposed(1), exposed(2), exposed(3, { outcome: 'ok', ageMs: 5 }), exposed(3)],
  });
  await tell('gateway-2', 1, { exposures: [exposed(1, { outcome: 'failed' }), exposed(2)] });
  await tell('gateway-1', 2, { exposures: [exposed(1, { outcome: 'ok' }), exposed(3, { outcome: 'failed' })] });
  const [stage] = (await sums()).stages;
  expect(stage).toMatchObject({ exposed: { treatment: 3 }, known: { treatment: 2 }, failing: { treatment: 1 } });
  const outcomes = await database.query('select outcome from hormesis.exposures order by unit_hash');
  expect(outcomes.rows.map((row) => row.outcome)).toEqual(['failed', 'pending', 'ok']);
});

test('a unit told in both arms of a stage stays where it was first, also within one report', async () => {
  await tell('gateway-1', 1, { exposures: [exposed(1), exposed(1, { arm: 'control', outcome: 'failed', ageMs: 1 })] });
  await tell('gateway-2', 1, { exposures: [exposed(2), exposed(3, { arm: 'control' })] });
  await tell('gateway-2', 2, { exposures: [exposed(2, { arm: 'control', outcome: 'failed' })] });
  const { treatment, control } = await units();
  expect(treatment + control).toBe(3);
  const second = await database.query('select arm, outcome from hormesis.exposures where unit_hash = $1', [unit(2)]);
  expect(second.rows).toEqual([{ arm: 'treatment', outcome: 'pending' }]);
});

test('above 50 % a moved unit counts in both arms, each in its own stage, and is first seen where it began', async () => {
  await tell('gateway-1', 1, { exposures: [exposed(1, { arm: 'control', outcome: 'ok' })] });
  await tell('gateway-1', 2, { exposures: [exposed(1, { stage: 1, outcome: 'ok' }), exposed(2, { stage: 1 })] });
  const observed = await sums();
  expect(await units()).toEqual({ treatment: 2, control: 1 });
  expect([...observed.firstSeen].sort((a, b) => a.rhoPpm - b.rhoPpm)).toEqual([
    { rhoPpm: 500_000, treatment: 0, control: 1 },
    { rhoPpm: 900_000, treatment: 1, control: 0 },
  ]);
});

test('a user who comes in every stage is one user, and one trial in each', async () => {
  await tell('gateway-1', 1, { exposures: [exposed(1), exposed(2), exposed(3, { arm: 'control' })] });
  await tell('gateway-1', 2, { exposures: [exposed(1, { stage: 1 }), exposed(3, { arm: 'control', stage: 1 })] });
  const { stages, units } = await sums();
  expect(units).toEqual({ treatment: 2, control: 1 });
  expect(stages.slice(0, 2).map((each) => each.exposed)).toEqual([
    { treatment: 2, control: 1 },
    { treatment: 1, control: 1 },
  ]);
});

test('a failing unit counts once per KPI and experiment, with the stage of its earliest event', async () => {
  await tell('gateway-1', 1, {
    events: [failed(1, { stage: 1, rhoPpm: 900_000, ageMs: 1 }), failed(1, { ageMs: 400 })],
  });
  await tell('gateway-2', 1, { events: [failed(1, { stage: 1, rhoPpm: 900_000 }), failed(2, { arm: 'control' })] });
  expect((await sums()).failing).toEqual([
    expect.objectContaining({ kpi: 'failed', rhoPpm: 500_000, treatment: 1, control: 1 }),
  ]);
});

test('an agent whose clock is broken does not make a report that can never be taken', async () => {
  const ageMs = Number.MAX_SAFE_INTEGER;
  expect(await tell('gateway-1', 1, { exposures: [exposed(1, { ageMs })], events: [failed(1, { ageMs })] })).toBe(true);
  expect((await units()).treatment).toBe(1);
});

test('two entries that saw the same users in opposite orders never wait for each other in a circle', async () => {
  const users = Array.from({ length: 300 }, (_, index) => index);
  const report = (order: number[]) => ({
    exposures: order.map((number, index) => exposed(number, { ageMs: index })),
    events: order.map((number, index) => failed(number, { ageMs: index })),
  });
  for (let round = 1; round <= 5; round += 1) {
    const taken = await Promise.all([
      tell('gateway-1', round, report(users.map((number) => number + round * 1_000))),
      tell('gateway-2', round, report(users.map((number) => number + round * 1_000).reverse())),
    ]);
    expect(taken).toEqual([true, true]);
  }
  expect((await units()).treatment).toBe(1_500);
});

test('an instance that calls what is failed and injects nothing is named, also when the scenario names a pattern', async () => {
  const calls = (callGroup: string, count: number, injected: number) =>
    callSum({ callGroup, experiment: E, arm: 'treatment', stage: 0, calls: count, injected });
  await tell('gateway-1', 1, { calls: [calls('shop>http:stock/list', 9, 0), calls('shop>http:offers', 9, 0)] });
  await tell('gateway-2', 1, { calls: [calls('shop>http:stock/list', 9, 4), calls('shop>http:stock/one', 9, 0)] });
  expect((await sums(['*>http:stock'])).silentInstances).toEqual(['gateway-1']);
  expect((await sums(['shop>http:stock/one'])).silentInstances).toEqual(['gateway-2']);
  expect((await sums(['shop>http:nothing'])).silentInstances).toEqual([]);
});

test('whatever order reports of two gateways come in, and however often, the sums are the same', async () => {
  const event = fc.record({
    user: fc.integer({ min: 0, max: 5 }),
    stage: fc.integer({ min: 0, max: 1 }),
    fails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
      async (events, repeated) => {
        await database.query('truncate hormesis.exposures, hormesis.first_events, hormesis.call_sums, hormesis.agents');
        for (const instance of ['gateway-1', 'gateway-2']) await hello(instance);
        const arm = (user: number) => (user % 2 === 0 ? ('treatment' as const) : ('control' as const));
        const reports = events.map(({ user, stage, fails }) => ({
          exposures: [exposed(user, { stage, arm: arm(user) })],
          events: fails ? [failed(user, { stage, arm: arm(user) })] : [],
          calls: [callSum({ callGroup: 'a>http:b', experiment: E, arm: arm(user), stage, calls: 1, injected: 1 })],
        }));
        for (const [index, report] of reports.entries()) {
          const [instance, sequence] = [`gateway-${(index % 2) + 1}`, Math.floor(index / 2) + 1];
          await tell(instance, sequence, report);
          if (repeated.includes(index % 4)) await tell(instance, sequence, report);
        }
        const observed = await sums();
        const users = (which: string, of = events) =>
          new Set(of.filter(({ user }) => arm(user) === which).map(({ user }) => user)).size;
        expect(await units()).toEqual({ treatment: users('treatment'), control: users('control') });
        const failing = events.filter(({ fails }) => fails);
        expect(observed.failing.reduce((sum, each) => sum + each.treatment, 0)).toBe(users('treatment', failing));
        expect(observed.failing.reduce((sum, each) => sum + each.control, 0)).toBe(users('control', failing));
        expect(observed.stages.reduce((sum, stage) => sum + stage.injections, 0)).toBe(events.length);
      },
    ),
    { numRuns: 12 },
  );
});

test('reports that come together are written together, and one with an impossible value does not take the others with it', async () => {
  const together = new Intake(database);
  const report = (sequence: number, callGroup: string, calls: number) =>
    reportOf(sequence, { calls: [callSum({ callGroup, calls })] });
  for (const instance of ['together-1', 'together-2', 'together-3']) await hello(instance);
  const take = (instance: string, told: Report) =>
    together.take({ reporter: { instance, service: 'gateway', boot: 'boot' }, report: told });
  const results = await Promise.allSettled([
    take('together-1', report(1, 'gateway>http:together', 3)),
    take('together-2', report(1, 'gateway>http:together', 2 ** 70)),
    take('together-3', report(1, 'gateway>http:together', 4)),
    take('together-1', report(2, 'gateway>http:together', 5)),
    take('together-1', report(2, 'gateway>http:together', 5)),
  ]);
  expect(results.map((each) => (each.status === 'fulfilled' ? each.value : 'refused'))).toEqual([
    true,
    'refused',
    true,
    true,
    false,
  ]);
  const known = await database.query<{ calls: number }>(
    `select calls from hormesis.call_groups where call_group = 'gateway>http:together'`,
  );
  expect(known.rows[0]?.calls).toBe(12);
});

test('with many reports at once only rates wait to be written, and no longer than five seconds; nothing of it is lost', async () => {
  let nowMs = 10_000;
  const intake = new Intake(database, { monotonicMs: () => nowMs });
  const instances = Array.from({ length: 150 }, (_, number) => `many-${number}`);
  for (const instance of instances) await hello(instance);
  const inArm = { experiment: E, arm: 'treatment', stage: 0 } as const;
  const calls = [callSum({ callGroup: 'gateway>http:many', ...inArm, calls: 2, injected: 1 })];
  const paths = [{ path: 'p', ...inArm, requests: 3, failed: 0 }];
  const all = (sequence: number) =>
    Promise.all(
      instances.map((instance) =>
        intake.take({
          reporter: { instance, service: 'gateway', boot: 'boot' },
          report: reportOf(sequence, { calls, paths }),
        }),
      ),
    );
  const counted = async (what: string) => (await database.query<{ sum: number }>(`select ${what} as sum`)).rows[0]?.sum;
  const rates = () =>
    counted(`coalesce((select sum(calls) from hormesis.call_rates where call_group = 'gateway>http:many'), 0)::int`);
  const evidence = () => counted('coalesce((select sum(requests) from hormesis.request_sums), 0)::int');
  await all(1);
  expect([await evidence(), await rates()], 'a new call group is written at once').toEqual([450, 300]);
  await all(2);
  expect([await evidence(), await rates()]).toEqual([900, 300]);
  nowMs += 5_000;
  await all(3);
  expect([await evidence(), await rates()]).toEqual([1_350, 900]);
  await all(4);
  await intake.flush();
  expect([await evidence(), await rates()]).toEqual([1_800, 1_200]);
  expect((await sums()).stages[0]?.injections).toBe(600);
});

test('a service that makes up call groups is kept to five hundred of them, and what it injects is counted all the same', async () => {
  const over: string[] = [];
  const intake = new Intake(database, { overLimit: (caller) => void over.push(caller) });
  const take = (sequence: number, calls: ReportParts['calls'] = []) => {
    const reporter = { instance: 'gateway-1', service: 'gateway', boot: 'boot' };
    return intake.take({ reporter, report: reportOf(sequence, { calls }) });
  };
  const madeUp = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) =>
      callSum({ callGroup: `gateway>custom:load/${from + index}`, calls: 1 }),
    );
  const kept = async () => (await database.query('select 1 from hormesis.call_groups')).rows.length;
  await take(1, madeUp(0, 400));
  expect([await kept(), over]).toEqual([400, []]);
  await take(2, [...madeUp(300, 900), callSum({ callGroup: 'shop>http:stock', calls: 1 })]);
  expect([await kept(), over]).toEqual([501, ['gateway']]);
  await take(3, madeUp(0, 3));
  expect(over).toEqual(['gateway']);
  const inArm = { experiment: E, arm: 'treatment', stage: 0 } as const;
  await take(4, [callSum({ callGroup: 'gateway>http:ratings', ...inArm, calls: 2, injected: 2 })]);
  expect((await sums()).stages[0]?.injections).toBe(2);
});

test('one entry that worked for the experiment and says nothing is missed, whatever the others tell; one that left is not', async () => {
  const active = [{ experiment: E, rules: 1, inFlight: 0 }];
  const began = new Date(Date.now() - 60_000);
  const age = async () => (await sums([], began)).telemetryAgeMs ?? -1;
  const silentFor = (seconds: number, and = '') =>
    database.query(
      `update hormesis.agents set last_report_at = clock_timestamp() - $1 * interval '1 second' ${and} where instance = 'gateway-1'`,
      [seconds],
    );
  await tell('gateway-1', 1, { active: [] });
  await tell('gateway-2', 1, { active });
  await silentFor(12);
  expect(await age(), 'an idle entry reports every ten seconds').toBeLessThan(10_000);
  await tell('gateway-1', 2, { active });
  await silentFor(12);
  expect(await age(), 'its link is open').toBeGreaterThan(11_000);
  await silentFor(12, ", connected_to = null, last_seen_at = clock_timestamp() - interval '4 seconds'");
  expect(await age(), 'its link was lost after it had been silent').toBeGreaterThan(11_000);
  await silentFor(12, ", connected_to = null, last_seen_at = clock_timestamp() - interval '11 seconds'");
  expect(await age(), 'it left properly').toBeLessThan(10_000);
});
