import type { Report } from '@hormesis/contract/agent-link.ts';
import { Intake } from '@hormesis/server/features/observations/intake.ts';
import { judgeMissing } from '@hormesis/server/features/observations/missing-queries.ts';
import { prune } from '@hormesis/server/features/observations/prune-queries.ts';
import { oneIn, sampleFor } from '@hormesis/server/features/observations/sample.ts';
import { readSums } from '@hormesis/server/features/observations/sums-queries.ts';
import { type Database, openDatabase } from '@hormesis/server/platform/database.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sipHash } from '../../agents/core/src/unit-hash.ts';
import { type FreshDatabase, freshDatabase } from '../harness/fresh-database.ts';
import { type ReportParts, reportOf } from './scripted-agent.ts';

const E = 'ekpis12345';
const WITHIN_MS = 5_000;
/** Judged then: the time of the unit, and the time its report may take. */
const DUE_MS = 8_000;
const missing = [
  { kpi: 'missing:play_start', event: 'play_start', withinMs: WITHIN_MS, words: 'did not start playing' },
];
const rhoPpm = [500_000, 900_000];
let fresh: FreshDatabase;
let database: Database;
let sequence: number;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url, () => {});
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});
beforeEach(async () => {
  sequence = 0;
  await database.query(
    'truncate hormesis.experiments, hormesis.experiment_events, hormesis.exposures, hormesis.first_events, hormesis.told_events, hormesis.thinned, hormesis.agents cascade',
  );
  await database.query(
    `insert into hormesis.experiments (experiment_id, scenario_name, scenario_version, path_name, population, plan, state, stage, rho_ppm, arm_salt, unit_key, created_by, started_at)
     values ($1, 's', 1, 'p', 'live', $2, 'running', 1, 500000, '', '', 't', clock_timestamp() - interval '1 minute')`,
    [E, { missing }],
  );
  await database.query(
    `insert into hormesis.agents (instance, service, version, runtime, connected_to, connected_at) values ('gateway-1', 'gateway', '0', 'test', 'boot', clock_timestamp())`,
  );
});

type Exposure = Report['exposures'][number];
type KpiEvent = Report['events'][number];
const unit = (number: number) => number.toString(16).padStart(16, '0');
const exposed = (number: number, ageMs: number, parts: Partial<Exposure> = {}): Exposure => ({
  ...{ experiment: E, stage: 0, arm: 'treatment', unit: unit(number), outcome: 'ok' },
  ageMs,
  ...parts,
});
const event = (kpi: string, number: number, ageMs: number, parts: Partial<KpiEvent> = {}): KpiEvent => ({
  ...{ experiment: E, kpi, stage: 0, rhoPpm: 500_000, arm: 'treatment', unit: unit(number) },
  ageMs,
  ...parts,
});
const started = (number: number, ageMs: number, parts: Partial<KpiEvent> = {}) =>
  event('play_start', number, ageMs, parts);

function tell(parts: ReportParts): Promise<boolean> {
  sequence += 1;
  const report = reportOf(sequence, parts);
  return new Intake(database).take({ reporter: { instance: 'gateway-1', service: 'gateway', boot: 'boot' }, report });
}

function sums() {
  const startedAt = new Date(Date.now() - 60_000);
  return readSums(database, {
    ...{ id: E, path: 'p', stage: 1, stageBeganAt: startedAt, startedAt, watchedSince: null, plannedMinutes: 10 },
    ramp: { stages: [20_000, 900_000].map((trafficPpm) => ({ trafficPpm, holdMs: 1_000, minExposedUnits: 1 })) },
    ...{ rhoPpm, missing, kpis: ['failed', 'slow', 'missing:play_start'], entryServices: ['gateway'], injected: [] },
  });
}

/** One look of the control loop: who is missing play_start, by arm. */
async function look(): Promise<{ treatment: number; control: number }> {
  await judgeMissing(database, { id: E, missing, rhoPpm });
  const counted = (await sums()).failing.filter(({ kpi }) => kpi === 'missing:play_start');
  return {
    treatment: counted.reduce((sum, each) => sum + each.treatment, 0),
    control: counted.reduce((sum, each) => sum + each.control, 0),
  };
}

async function droppedAt(instance: string): Promise<Record<string, number>> {
  const rows = await database.query<{ dropped: Record<string, number> }>(
    'select dropped from hormesis.agents where instance = $1',
    [instance],
  );
  return rows.rows[0]?.dropped ?? {};
}

test('a user who was exposed and did not start in time is missing, once, however often one looks', async () => {
  await tell({
    exposures: [
      exposed(1, DUE_MS),
      exposed(2, DUE_MS),
      exposed(3, DUE_MS, { arm: 'control' }),
      exposed(4, WITHIN_MS - 1_000),
      exposed(5, DUE_MS),
    ],
    events: [started(2, DUE_MS - 4_000), started(5, DUE_MS - WITHIN_MS - 500)],
  });
  expect(await look(), 'the fourth has time left, the second started, the fifth too late').toEqual({
    treatment: 2,
    control: 1,
  });
  expect(await look()).toEqual({ treatment: 2, control: 1 });
  const [first] = (await sums()).stages;
  expect(first?.otherKpis?.find(({ kpi }) => kpi === 'missing:play_start')).toMatchObject({
    kpi: 'missing:play_start',
    known: { treatment: 3, control: 1 },
    failing: { treatment: 2, control: 1 },
  });
});

test('an event that is told late but happened in time takes the judgement back; a repeat changes nothing', async () => {
  await tell({ exposures: [exposed(1, DUE_MS), exposed(2, DUE_MS, { arm: 'control' })] });
  expect(await look()).toEqual({ treatment: 1, control: 1 });
  await tell({ events: [started(1, DUE_MS - 1_000), started(1, DUE_MS - 1_000)] });
  expect(await look()).toEqual({ treatment: 0, control: 1 });
  await tell({ events: [started(1, 10), started(2, 10, { arm: 'control' })] });
  expect(await look(), 'the second started now, long after its time').toEqual({ treatment: 0, control: 1 });
});

test('an event that seems to come before the exposure counts for the user, one of an earlier stage only near to it', async () => {
  await tell({
    exposures: [
      exposed(1, DUE_MS),
      exposed(2, DUE_MS, { stage: 1 }),
      exposed(3, DUE_MS, { stage: 1 }),
      exposed(4, DUE_MS),
    ],
    events: [
      started(1, DUE_MS + 300),
      started(2, DUE_MS + 300),
      started(3, DUE_MS + 20_000),
      // Its service heard of the next stage first.
      started(4, DUE_MS - 100, { stage: 1 }),
    ],
  });
  expect(await look()).toEqual({ treatment: 1, control: 0 });
  const judged = await database.query(`select unit_hash, stage, rho_ppm from hormesis.first_events`);
  expect(judged.rows).toEqual([{ unit_hash: unit(3), stage: 1, rho_ppm: 900_000 }]);
});

test('a user whose time was cut short by a pause is not missing', async () => {
  await tell({ exposures: [exposed(1, DUE_MS), exposed(2, DUE_MS + 20_000, { arm: 'control' })] });
  await database.query(
    `insert into hormesis.experiment_events (experiment_id, kind, actor, text, happened_at) values ($1, 'paused', 't', '', clock_timestamp() - interval '6 seconds')`,
    [E],
  );
  expect(await look()).toEqual({ treatment: 0, control: 1 });
});

test('a slow trial is known at the objective, and stays slow when it ends well', async () => {
  await tell({
    exposures: [exposed(1, 10, { outcome: 'pending', slow: true }), exposed(2, 10, { outcome: 'pending' })],
    events: [event('slow', 1, 5)],
  });
  const trials = async () => (await sums()).stages[0]?.otherKpis?.[0];
  expect(await trials()).toMatchObject({ kpi: 'slow', known: { treatment: 1 }, failing: { treatment: 1 } });
  await tell({ exposures: [exposed(1, 10, { slow: true }), exposed(2, 10, { slow: false })] });
  expect(await trials()).toMatchObject({ kpi: 'slow', known: { treatment: 2 }, failing: { treatment: 1 } });
  const observed = await sums();
  expect(observed.stages[0]).toMatchObject({ known: { treatment: 2 }, failing: { treatment: 0 } });
  expect(observed.failing).toMatchObject([{ kpi: 'slow', treatment: 1, control: 0 }]);
  expect(observed.last10s.failing).toEqual({ treatment: 0, control: 0 });
});

test('what is told of the future, of an unknown experiment or was lost at the agent is counted for the agent and dropped', async () => {
  const heard: string[] = [];
  const intake = new Intake(database, { dropped: (reason, count) => void heard.push(`${reason} ${count}`) });
  const report = reportOf(1, {
    dropped: 7,
    exposures: [
      exposed(1, 10),
      exposed(2, -5_000),
      exposed(3, 10, { stage: 2 }),
      exposed(4, 10, { experiment: 'enobody12' }),
    ],
    events: [event('failed', 1, 10), event('failed', 2, -1), event('failed', 3, 10, { experiment: 'enobody12' })],
    paths: [{ path: 'p', experiment: 'enobody12', arm: 'control' as const, stage: 0, requests: 9, failed: 0 }],
  });
  await intake.take({ reporter: { instance: 'gateway-1', service: 'gateway', boot: 'boot' }, report });
  expect(await droppedAt('gateway-1')).toEqual({
    report_from_future: 3,
    report_experiment_unknown: 3,
    report_lost_at_agent: 7,
  });
  expect(heard.sort()).toEqual(['report_experiment_unknown 3', 'report_from_future 3', 'report_lost_at_agent 7']);
  const observed = await sums();
  expect(observed.stages.map(({ exposed: { treatment } }) => treatment)).toEqual([1, 0]);
  expect(observed.failing).toMatchObject([{ treatment: 1, control: 0 }]);
  const rates = await database.query(
    `select sum(requests)::int as requests from hormesis.path_rates where path_name = 'p'`,
  );
  expect(rates.rows, 'the requests were there, in no arm').toEqual([{ requests: 9 }]);
});

test('of 200,000 users at most 20,000 are kept; what they say of all is right in both arms, and exact below the threshold', async () => {
  const users = 200_000;
  const share = (arm: string) => (arm === 'treatment' ? 0.1 : 0.05);
  const key = '000102030405060708090a0b0c0d0e0f';
  const hashes = Array.from({ length: users }, (_, user) => sipHash(key, new TextEncoder().encode(`user-${user}`)));
  let below: string | null = null;
  for (let from = 0; from < users; from += 10_000) {
    const exposures = Array.from({ length: 10_000 }, (_, index): Exposure => {
      const user = from + index;
      const arm = user % 2 === 0 ? 'treatment' : 'control';
      const fails = (user >> 1) % 100 < 100 * share(arm);
      return exposed(user, 10, { arm, unit: hashes[user] ?? '', outcome: fails ? 'failed' : 'ok' });
    });
    // Told twice, by two entries.
    await tell({ exposures });
    await tell({ exposures: exposures.slice(0, 1_000) });
    const { sample } = await sums();
    const next = sampleFor(sample.inForce, sample.exposures, sample.events);
    below = next.unitsBelow;
    await database.query('update hormesis.experiments set units_below = $2 where experiment_id = $1', [E, below]);
  }
  const observed = await sums();
  const oneUnitIn = oneIn(below);
  const expected = hashes.filter((each) => each < (below ?? '')).length;
  const [stage] = observed.stages;
  const counted = (stage?.exposed.treatment ?? 0) + (stage?.exposed.control ?? 0);
  expect(counted).toBe(expected);
  expect(observed.firstSeen.reduce((sum, each) => sum + each.treatment + each.control, 0)).toBe(expected);
  expect(counted).toBeLessThanOrEqual(20_000);
  for (const arm of ['treatment', 'control'] as const) {
    const standardError = oneUnitIn * Math.sqrt(stage?.exposed[arm] ?? 0);
    expect(Math.abs((stage?.exposed[arm] ?? 0) * oneUnitIn - users / 2)).toBeLessThan(4 * standardError);
    const failing = (stage?.failing[arm] ?? 0) / (stage?.exposed[arm] ?? 1);
    expect(Math.abs(failing - share(arm))).toBeLessThan(4 * Math.sqrt(share(arm) / (stage?.exposed[arm] ?? 1)));
  }
  await prune(database);
  const kept = await database.query('select 1 from hormesis.exposures');
  expect(kept.rows).toHaveLength(expected);
}, 120_000);

test('what one agent could not hold nobody is counted by, from the same report on', async () => {
  const high = 'f000000000000000';
  await tell({ exposures: [exposed(1, 10), exposed(2, 10, { unit: high })] });
  expect((await sums()).stages[0]?.exposed.treatment).toBe(2);
  await tell({ thinned: [{ experiment: E, sampleBelow: '8000000000000000' }] });
  const { sample, stages } = await sums();
  expect(stages[0]?.exposed.treatment).toBe(1);
  expect(sample).toMatchObject({ unitsOneIn: 2, eventsOneIn: 1 });
  await tell({ thinned: [{ experiment: E, sampleBelow: 'c000000000000000', eventsBelow: '4000000000000000' }] });
  expect((await sums()).sample.inForce).toEqual({ unitsBelow: '8000000000000000', eventsBelow: '4000000000000000' });
  await tell({ events: [event('failed', 1, 5), event('failed', 2, 5, { unit: high })] });
  expect((await sums()).failing).toMatchObject([{ treatment: 1 }]);
});
