import { terminateFor } from '@hormesis/server/app/experiment-terminations.ts';
import type { Experiment, Plan } from '@hormesis/server/features/experiments/experiment.ts';
import { findExperiment } from '@hormesis/server/features/experiments/experiment-queries.ts';
import { terminateStep } from '@hormesis/server/features/experiments/terminate-step.ts';
import { insertRunning } from '@hormesis/server/features/experiments/write-queries.ts';
import type { Terminating } from '@hormesis/server/features/terminations/ports.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { until } from '../../harness/until.ts';
import { type Plane, startPlane } from '../plane.ts';
import type { ScriptedAgent } from '../scripted-agent.ts';
import { ScriptedPlatform } from './scripted-platform.ts';
import { OPEN, openStage, type Stage } from './stage.ts';

const GROUP = 'ec2/prod/eu-west-1/api/main/api-main';
const kill = { group: GROUP, leashed: false, compareMs: 20_000, settleMs: 0 };
const stages = [
  { trafficPpm: 20_000, holdMs: 1_000, minExposedUnits: 1, marginPpm: 1_000_000 },
  { trafficPpm: 50_000, holdMs: 1_000, minExposedUnits: 1, marginPpm: 1_000_000 },
];
const scenario = (name: string, terminations: object[]) => ({
  ...{ kind: 'Scenario', name, path: 'quick', title: 'One of api dies', hypothesis: 'Nobody notices.' },
  ...{ ramp: { stages }, terminations },
});
const quick = {
  ...{ kind: 'CriticalPath', name: 'quick', title: 'A quick page', deadlineMs: 200, objectiveMs: 100 },
  ...{ entries: [{ service: 'edge', routes: ['GET /quick'] }], unit: { from: 'header', name: 'x-user-id' } },
  ...{ allowlist: [{ callGroup: 'edge>http:shop', role: 'degradable' }] },
};

let plane: Plane;
let platform: ScriptedPlatform;
let edge: ScriptedAgent;
let users = 0;

beforeAll(async () => {
  platform = new ScriptedPlatform('ec2', [{ account: 'prod', region: 'eu-west-1' }]);
  plane = await startPlane({ platforms: [platform] });
  edge = await plane.agent('edge');
  const documents = [
    quick,
    scenario('one-dies', [{ ...kill, stage: 1 }]),
    scenario('two-die', [
      { ...kill, stage: 1 },
      { ...kill, stage: 2 },
    ]),
    scenario('dry', [{ ...kill, leashed: true }]),
  ];
  const applied = await plane.post('/scenarios/apply', {
    yaml: documents.map((each) => stringify(each)).join('---\n'),
  });
  expect(applied.status, JSON.stringify(applied.body)).toBe(200);
});
beforeEach(async () => {
  await plane.database.query(
    "update hormesis.experiments set state = 'completed', ended_at = now() where state = 'running'",
  );
  await plane.database.query("update hormesis.findings set state = 'fixed', state_data = '{}'");
  platform.groups.clear();
  platform.killed.length = 0;
  platform.healsAtOnce = true;
  platform.add('api-main', 3);
  // Another kill in this group is too soon for the same day.
  await plane.database.query('alter table hormesis.termination_events disable trigger all');
  await plane.database.query(
    "insert into hormesis.termination_events (termination_id, happened_at, kind, detail) select termination_id, now(), 'nothing', '{}' from hormesis.terminations",
  );
  await plane.post('/terminations/settings', {
    yaml: stringify({ ...OPEN, apps: [{ app: 'api', enabled: true, leashed: false }] }),
  });
});
afterAll(() => plane.stop());

/** Users of both arms in a stage, `ageMs` ago, and what became of them. */
async function seen(experiment: string, stage: number, count: number, ageMs: number, fails = false): Promise<void> {
  const each = Array.from({ length: count }, () => {
    users += 1;
    return {
      arm: users % 2 === 0 ? ('treatment' as const) : ('control' as const),
      unit: users.toString(16).padStart(16, '0'),
    };
  });
  await edge.report({
    exposures: each.map((user) => ({
      ...user,
      experiment,
      stage,
      ageMs,
      outcome: fails ? ('failed' as const) : ('ok' as const),
    })),
    events: fails ? each.map((user) => ({ ...user, experiment, kpi: 'failed', stage, rhoPpm: 500_000, ageMs })) : [],
  });
}

/** The stage has run for a while, so there is a time to compare with. */
const longAgo = (id: string) =>
  plane.database.query(
    `update hormesis.experiments set stage_began_at = stage_began_at - interval '30 seconds' where experiment_id = $1`,
    [id],
  );
const killOf = async (id: string, stage: number) =>
  (await plane.view(id)).evidence.kills?.find((each) => each.stage === stage);

test('a kill in a stage that hurts nobody: the group is healthy again, the ramp goes on, the verdict tells it', async () => {
  const id = await plane.start('one-dies');
  await longAgo(id);
  await seen(id, 0, 20, 1_000);
  await until('the kill', async () => (await killOf(id, 0))?.state === 'watching');
  expect(platform.killed).toHaveLength(1);
  const refused = await plane.post(`/experiments/${id}/promote`);
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    expect.stringContaining('a kill is being watched'),
  ]);
  await until('users after it, and the end of its watch', async () => {
    await seen(id, 0, 20, 0);
    return (await killOf(id, 0))?.state === 'recovered';
  });
  await until('the second stage', async () => {
    await seen(id, 1, 20, 0);
    return (await plane.view(id)).verdict;
  });
  const view = await plane.view(id);
  expect([view.verdict, view.reason]).toEqual([
    'passed',
    expect.stringMatching(
      /1 of .*api-main killed, healthy again after \d+\.\d s; users within \d+ s after it: 0 failed and 0 before/,
    ),
  ]);
  expect(view.timeline.filter(({ kind }) => kind === 'termination').map(({ text }) => text)).toMatchObject([
    expect.stringMatching(/^Kills api-main-\d+ of/),
    expect.stringContaining('is healthy again'),
    expect.stringContaining('1 of'),
  ]);
  const { items } = (await plane.get('/terminations')).body;
  expect(items[0]).toMatchObject({ experiment: id, leashed: false });
});

test('users who are hurt by a kill halt the experiment, and nobody dies in the stages after it', async () => {
  platform.healsAtOnce = false;
  const id = await plane.start('two-die');
  await longAgo(id);
  await seen(id, 0, 20, 1_000);
  await until('the kill', () => platform.killed.length === 1);
  await seen(id, 0, 30, 0, true);
  const view = await until('the halt', async () => {
    const now = await plane.view(id);
    return now.state.name === 'halted' ? now : null;
  });
  expect(view).toMatchObject({ verdict: 'failed', state: { reason: 'termination' } });
  expect(view.reason).toMatch(
    /1 of .*api-main killed, not healthy yet; users within \d+ s after it: 30 failed and 0 before/,
  );
  expect(platform.killed).toHaveLength(1);
});

test('on the leash everything is recorded but the kill, and nothing is claimed of it', async () => {
  const id = await plane.start('dry');
  for (const stage of [0, 1]) {
    await longAgo(id);
    await until(`the end of stage ${stage + 1}`, async () => {
      await seen(id, stage, 20, 500);
      const { state } = await plane.view(id);
      return state.name !== 'running' || state.stage > stage;
    });
  }
  const view = await plane.view(id);
  expect([view.verdict, view.reason]).toEqual(['inconclusive', expect.stringContaining('dry run: nobody died')]);
  expect(platform.killed).toHaveLength(0);
});

test('a stage beyond the ramp is refused at the start', async () => {
  const started = await plane.post('/experiments', { scenario: 'two-die', trafficPpm: 20_000 });
  expect([started.status, started.body.error.message]).toEqual([
    409,
    expect.stringContaining('dies in stage 2, and the ramp has 1'),
  ]);
});

let stage: Stage;
afterEach(() => stage?.stop().catch(() => {}));

test('of replicas, crashes and repeats together a stage kills once; an experiment that ended kills nobody', async () => {
  const quiet = new ScriptedPlatform('ec2', [{ account: 'prod', region: 'eu-west-1' }]);
  quiet.healsAtOnce = true;
  quiet.add('api-main', 9);
  stage = await openStage([quiet]);
  const running = async (id: string): Promise<Experiment> => {
    const plan = {
      ...{ title: '', hypothesis: '', owner: '', faults: [], ramp: { stages }, guardrails: {}, kpis: ['failed'] },
      ...{ rhoPpm: [500_000], plannedMinutes: 1, entryServices: [], terminations: [{ ...kill, stage: 0, count: 1 }] },
    } as unknown as Plan;
    await insertRunning(stage.database, {
      ...{ id, scenario: 's', scenarioVersion: 1, path: 'p', population: 'live', plan, rhoPpm: 500_000, pool: [] },
      ...{ waitingFor: null, armSalt: '', unitKey: '', actor: 'ann', role: 'operator', endsInMs: null, boot: 'b' },
    });
    const experiment = await findExperiment(stage.database, id);
    if (!experiment) throw new Error('not there');
    return experiment;
  };
  const terminate = (experiment: Experiment, on: Terminating) =>
    terminateStep(
      { database: on.database, ports: { terminate: (wanted) => terminateFor(on, wanted), isHalted: () => false } },
      experiment,
    );
  const experiment = await running('e1');
  const replicas = [stage.on, stage.replica('second'), stage.replica('third')];
  await Promise.all(replicas.map((on) => terminate(experiment, on)));
  await until('the kill', () => quiet.killed.length > 0);
  await terminate(experiment, stage.on);
  expect(quiet.killed).toHaveLength(1);
  stage.nowMs += 7 * 86_400_000;
  await terminate(experiment, stage.on);
  const ended = await running('e2');
  await stage.database.query("update hormesis.experiments set state = 'halted' where experiment_id = 'e2'");
  await terminate(ended, stage.on);
  const { rows } = await stage.database.query('select termination_id from hormesis.terminations');
  expect([rows.length, quiet.killed.length]).toEqual([1, 1]);
});
