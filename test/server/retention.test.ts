import { experimentPorts } from '@hormesis/server/app/experiment-ports.ts';
import { archiveEnded, KEPT_DAYS } from '@hormesis/server/features/experiments/archive.ts';
import type { Halt } from '@hormesis/server/features/halt/halt.ts';
import { MetricQueries } from '@hormesis/server/features/metric-queries/metric-queries.ts';
import { prune } from '@hormesis/server/features/observations/prune-queries.ts';
import type { Live } from '@hormesis/server/features/rules/live.ts';
import type { Signer } from '@hormesis/server/features/rules/signing.ts';
import type { Terminating } from '@hormesis/server/features/terminations/ports.ts';
import { systemClock } from '@hormesis/server/platform/clock.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { callSum } from './scripted-agent.ts';

let plane: Plane;
// Archiving only observes: it starts, halts and signs nothing.
const ports = experimentPorts(
  {} as Halt,
  {} as Signer,
  {} as Live,
  new MetricQueries(null, systemClock),
  {} as Terminating,
);

beforeAll(async () => {
  plane = await startPlane();
});
afterAll(() => plane.stop());

const unexpected = (experiment: string, error: Error) => {
  throw new Error(`${experiment} could not be archived`, { cause: error });
};

const count = async (table: string, where = 'true') =>
  (await plane.database.query<{ n: number }>(`select count(*) as n from hormesis.${table} where ${where}`)).rows[0]?.n;

/** Runs one experiment with two users, one of them failing, and halts it. */
async function runOne(): Promise<string> {
  const [edge, shop] = await Promise.all([plane.agent('edge'), plane.agent('shop')]);
  const id = await plane.start('offers-down');
  const inArm = { experiment: id, stage: 0, arm: 'treatment' } as const;
  await shop.report({
    calls: [
      callSum({
        callGroup: 'shop>http:offers',
        ...inArm,
        calls: 5,
        injected: 5,
        absorbed: { fallback: 4 },
        visible: 1,
      }),
      callSum({ callGroup: 'shop>http:stock', ...inArm, calls: 5 }),
    ],
  });
  const units = ['0000000000000001', '0000000000000002'];
  await edge.report({
    paths: [{ path: 'checkout', ...inArm, requests: 2, failed: 1 }],
    exposures: units.map((unit, at) => ({ ...inArm, unit, ageMs: 1, outcome: at === 0 ? 'failed' : 'ok' })),
    events: [{ ...inArm, kpi: 'failed', rhoPpm: 500_000, unit: '0000000000000001', ageMs: 1 }],
  });
  // In its row, not only on its page: what is shown before the first judgement is made for the one who looks.
  const judged = `experiment_id = '${id}' and evidence->'stages'->0->'known'->>'treatment' = '2'`;
  await until('the evidence', async () => (await count('experiments', judged)) === 1);
  await plane.post('/halt');
  await plane.post('/release');
  edge.close();
  shop.close();
  return id;
}

const endedDaysAgo = (id: string, days: number) =>
  plane.database.query(
    `update hormesis.experiments set ended_at = clock_timestamp() - $2 * interval '1 day' where experiment_id = $1`,
    [id, days],
  );

const SINGLE = ['exposures', 'first_events', 'instance_calls'];

test('a week after its end an experiment is kept in sums: single users and instances are dropped, and its page shows the same', async () => {
  const id = await runOne();
  await endedDaysAgo(id, KEPT_DAYS - 0.1);
  expect(await archiveEnded(plane.database, ports, unexpected)).toBe(0);
  for (const table of SINGLE) expect(await count(table), table).toBeGreaterThan(0);

  await endedDaysAgo(id, KEPT_DAYS + 0.1);
  const before = await plane.view(id);
  expect(before.blastRadius.units).toEqual({ treatment: 2, control: 0 });
  expect(await archiveEnded(plane.database, ports, unexpected)).toBe(1);
  for (const table of SINGLE) expect(await count(table), table).toBe(0);
  const { flows, telemetryAgeMs: _, ...after } = await plane.view(id);
  const { flows: flowsBefore, telemetryAgeMs: __, ...shown } = before;
  expect(after).toEqual(shown);
  expect(flowsBefore).toHaveLength(2);
  expect(flows, 'what was only called is dropped').toEqual(flowsBefore.filter((flow) => flow.injected > 0));
  expect(await archiveEnded(plane.database, ports, unexpected), 'once').toBe(0);
});

test('an experiment that cannot be archived keeps no other from it, and is archived when it can be', async () => {
  const [bad, good] = [await runOne(), await runOne()];
  await endedDaysAgo(bad, KEPT_DAYS + 2);
  await endedDaysAgo(good, KEPT_DAYS + 1);
  // As a row of an earlier version might be that today's code cannot read.
  await plane.database.query(`update hormesis.experiments set plan = plan || '{"kpis": 7}' where experiment_id = $1`, [
    bad,
  ]);
  const failed: string[] = [];
  expect(await archiveEnded(plane.database, ports, (id) => failed.push(id))).toBe(1);
  expect(failed).toEqual([bad]);
  expect(await count('exposures', `experiment_id = '${good}'`)).toBe(0);
  expect(await count('exposures', `experiment_id = '${bad}'`)).toBe(2);
  await plane.database.query(
    `update hormesis.experiments set plan = plan || '{"kpis": ["failed"]}' where experiment_id = $1`,
    [bad],
  );
  expect(await archiveEnded(plane.database, ports, unexpected)).toBe(1);
});

test('what an agent tells of an experiment that is archived goes with the next clearing', async () => {
  const id = await runOne();
  await endedDaysAgo(id, KEPT_DAYS + 1);
  await archiveEnded(plane.database, ports, unexpected);
  const edge = await plane.agent('edge');
  const late = { experiment: id, stage: 0, arm: 'control', unit: '0000000000000003', ageMs: 1, outcome: 'ok' } as const;
  await edge.report({ exposures: [late] });
  expect(await count('exposures')).toBe(1);
  await prune(plane.database);
  expect(await count('exposures')).toBe(0);
  expect((await plane.view(id)).blastRadius.units).toEqual({ treatment: 2, control: 0 });
  edge.close();
});

test('which instances injected is forgotten an hour after the end, when no gate asks any more', async () => {
  const id = await runOne();
  await endedDaysAgo(id, 0.9 / 24);
  await prune(plane.database);
  expect(await count('instance_calls')).toBe(1);
  await endedDaysAgo(id, 1.1 / 24);
  await prune(plane.database);
  expect(await count('instance_calls')).toBe(0);
  expect(await count('exposures')).toBe(2);
});

/** A row that is as old as it may get, and one that is older; `$1` is its age. */
const AGEING = [
  [
    'recent_requests',
    '1 hour',
    `(experiment_id, arm, bucket, requests, failed) values ($2, 'control', now() - $1::interval, 1, 0)`,
  ],
  [
    'free_requests',
    '1 hour',
    `(path_name, bucket, requests, failed, failing_units) values ($2, now() - $1::interval, 1, 0, 0)`,
  ],
  [
    'recent_injections',
    '1 hour',
    `(experiment_id, service, bucket, requests) values ($2, 's', now() - $1::interval, 1)`,
  ],
  ['path_rates', '1 hour', `(path_name, bucket, requests, failed) values ($2, now() - $1::interval, 1, 0)`],
  ['call_rates', '1 hour', `(call_group, bucket, calls, failures) values ($2, now() - $1::interval, 1, 0)`],
  ['idempotency_keys', '1 day', `(created_at, key, actor, request_hash) values (now() - $1::interval, $2, 'a', 'h')`],
  [
    'agents',
    '1 day',
    `(last_seen_at, instance, service, version, runtime) values (now() - $1::interval, $2, 's', '0', 'r')`,
  ],
  ['call_groups', '30 days', `(last_seen_at, call_group, caller) values (now() - $1::interval, $2, 's')`],
] as const;

test.each(AGEING)('%s: rows are kept for %s and no longer', async (table, age, values) => {
  await plane.database.query(`delete from hormesis.${table}`);
  await plane.database.query(`insert into hormesis.${table} ${values}`, [`${age} -1 minute`, 'young']);
  await plane.database.query(`insert into hormesis.${table} ${values}`, [`${age} 1 minute`, 'old']);
  await prune(plane.database);
  const kept = await plane.database.query(`select * from hormesis.${table}`);
  expect(kept.rows.map((row) => Object.values(row).find((value) => value === 'young' || value === 'old'))).toEqual([
    'young',
  ]);
});
