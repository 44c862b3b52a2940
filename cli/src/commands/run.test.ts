import { afterEach, expect, test } from 'vitest';
import { experimentView, haltedView, passedView } from '../testing/experiment-fixture.ts';
import { previewOf } from '../testing/preview-fixture.ts';
import { runCli, startCli } from '../testing/run-cli.ts';
import { type Answer, eventStream, failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const ID = 'e7k2m9q4x1';
const STREAM = `GET /stream?topic=experiment%3A${ID}`;
const SHOW = `GET /experiments/${ID}`;
const started: Answer = () => ({ body: experimentView() });

/** What a run left behind, as far as it matters here. */
function finding(experiment: string, id = 'f5k2m9q') {
  const at = '2026-03-01T10:00:00.000Z';
  return {
    ...{ id, scenario: 'ratings-slow', path: 'press-play', callGroup: 'api>http:ratings' },
    ...{ title: 'Ratings are slow', hypothesis: 'Nobody waits for stars.', owner: '', blocking: true },
    ...{ state: { name: 'open', since: at }, foundAt: at, lastFoundAt: at, timesFound: 1 },
    evidence: {
      ...{ experiment, scenarioVersion: 1, reason: '9 users failed', trafficPpm: 20_000 },
      ...{ exposedUnits: { treatment: 40, control: 41 }, kpis: [], injected: 38, absorbed: 0, visible: 38 },
    },
  };
}

let server: ScriptedServer;
afterEach(() => server?.stop());

async function scripted(script: Record<string, Answer>) {
  server = await startScripted(script);
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}

test('harm was found: a script gets the promised object on stdout and exit code 2', async () => {
  const env = await scripted({
    'POST /experiments': started,
    [STREAM]: () => eventStream(`experiment:${ID}`, [experimentView(), haltedView()], 'stays open'),
    [SHOW]: () => ({ body: haltedView() }),
    // It is written a moment after the verdict; that of another run is none of ours.
    'GET /findings': (_request, nth) => ({
      body: { items: nth < 3 ? [finding('eanother01', 'fanother')] : [finding(ID)] },
    }),
  });
  const { exitCode, stdout, stderr } = await runCli(['run', 'ratings-slow', '--wait', '--json'], env);
  expect(JSON.parse(stdout)).toEqual({
    experiment: ID,
    scenario: 'ratings-slow',
    state: 'halted',
    verdict: 'failed',
    reason: '9 of 40 units in treatment failed, 0 of 41 in control',
    stages: [
      { trafficPpm: 20_000, exposedUnits: { treatment: 40, control: 41 }, failing: { treatment: 9, control: 0 } },
    ],
    injections: 38,
    halt: { halted: [ID], agents: { connected: 8, confirmed: 8, unknown: [] }, ms: 41, recorded: true },
    findings: ['f5k2m9q'],
  });
  expect(stderr).toContain('10:00:00  started by admin');
  expect(exitCode).toBe(2);
});

test('the findings of a run that failed are named with the way to them', async () => {
  const env = await scripted({
    'POST /experiments': started,
    [STREAM]: () => eventStream(`experiment:${ID}`, [haltedView()], 'stays open'),
    [SHOW]: () => ({ body: haltedView() }),
    'GET /findings': () => ({ body: { items: [finding(ID)] } }),
  });
  const { stdout } = await runCli(['run', 'ratings-slow', '--wait'], env);
  expect(stdout).toContain(
    'Finding f5k2m9q on api>http:ratings. See it and what to do: hormesis findings show f5k2m9q',
  );
});

test.each([
  ['passed', passedView(), 0],
  ['inconclusive', passedView({ verdict: 'inconclusive', reason: 'no injection happened' }), 3],
  [
    'halted by a person',
    haltedView({
      verdict: 'inconclusive',
      state: { name: 'halted', at: experimentView().createdAt, by: 'ada', reason: 'person', detail: '' },
    }),
    3,
  ],
] as const)('%s: the exit code tells it', async (_, end, expected) => {
  const env = await scripted({
    'POST /experiments': started,
    [STREAM]: () => eventStream(`experiment:${ID}`, [end], 'stays open'),
    [SHOW]: () => ({ body: end }),
  });
  const { exitCode, stdout } = await runCli(['run', 'ratings-slow', '--wait'], env);
  expect(stdout).toContain(end.reason);
  expect(exitCode).toBe(expected);
});

test('without --wait it tells how to follow and how to halt, and is done', async () => {
  const env = await scripted({ 'POST /experiments': started });
  const { exitCode, stderr } = await runCli(['run', 'ratings-slow'], env);
  expect(stderr).toContain(`hormesis halt ${ID}`);
  expect(exitCode).toBe(0);
});

test('2.55 % arrives as 25,500 ppm, with the token and an idempotency key', async () => {
  const env = await scripted({ 'POST /experiments': started });
  await runCli(['run', 'ratings-slow', '--percent', '2.55'], env);
  const [heard] = server.heardOf('POST /experiments');
  expect(heard?.body).toEqual({ scenario: 'ratings-slow', trafficPpm: 25_500 });
  expect(heard?.token).toBe('secret');
  expect(heard?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
});

test('when the answer is lost the same change is sent again, under the same key', async () => {
  const env = await scripted({ 'POST /experiments': (_, nth) => (nth < 3 ? 'break' : { body: experimentView() }) });
  const { exitCode } = await runCli(['run', 'ratings-slow'], env);
  const keys = server.heardOf('POST /experiments').map(({ idempotencyKey }) => idempotencyKey);
  expect(exitCode).toBe(0);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test('while the control plane is still at work on the first attempt, a repeat keeps its key and waits', async () => {
  const env = await scripted({
    'POST /experiments': (_, nth) =>
      nth < 3
        ? failure(409, 'request_under_way', 'the first request is still being worked on')
        : { body: experimentView() },
  });
  const { exitCode } = await runCli(['run', 'ratings-slow'], env);
  const keys = server.heardOf('POST /experiments').map(({ idempotencyKey }) => idempotencyKey);
  expect(exitCode).toBe(0);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test('a refusal names every limit, and exits with 4', async () => {
  const refusals = [
    { code: 'hold_switch_set', message: 'the hold switch was set by ada' },
    { code: 'share_above_limit', message: '300000 ppm is above 50000' },
  ];
  const env = await scripted({
    'POST /experiments': () => failure(409, 'hold_switch_set', 'the experiment was refused', { refusals }),
  });
  const { exitCode, stdout, stderr } = await runCli(['run', 'ratings-slow', '--percent', '30', '--json'], env);
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'hold_switch_set', message: 'the experiment was refused', refusals },
  });
  for (const { code, message } of refusals) expect(stderr).toContain(`${code}: ${message}`);
  expect(stderr).toContain('hormesis release');
});

test('a conflict that is no limit, such as a taken name, exits with 1', async () => {
  const env = await scripted({ 'POST /experiments': () => failure(409, 'wrong_state', 'already over') });
  expect((await runCli(['run', 'ratings-slow'], env)).exitCode).toBe(1);
});

test.each([
  [['--percent', '2.55555'], '"2.55555"'],
  [['--percent', '-5'], '"-5"'],
  [['--ppm', '0'], '"0"'],
  [['--percent', '2', '--ramp', '2,10'], '--ramp'],
  [['--stage-hold', '5s'], '--ramp'],
])('%j is a usage error that nothing is sent for', async (args, named) => {
  const env = await scripted({ 'POST /experiments': started });
  const { exitCode, stderr } = await runCli(['run', 'ratings-slow', ...args], env);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(named);
  expect(server.heardOf('POST /experiments')).toEqual([]);
});

test('a restart of the control plane in the middle is survived, on the same port', async () => {
  const env = await scripted({
    'POST /experiments': started,
    [STREAM]: () => eventStream(`experiment:${ID}`, [experimentView()], 'stays open'),
    [SHOW]: started,
  });
  const cli = startCli(['run', 'ratings-slow', '--wait', '--json'], env);
  await cli.said('started by admin');
  await server.stop();
  await cli.said('Trying again for 60 s');
  server = await startScripted({ [STREAM]: () => 'break', [SHOW]: () => ({ body: passedView() }) }, server.port);
  const { exitCode, stdout, stderr } = await cli.finished;
  expect(stderr).toContain('answers again');
  expect(JSON.parse(stdout).verdict).toBe('passed');
  expect(exitCode).toBe(0);
});

test('Ctrl-C ends the waiting, not the experiment, and says how to halt it', async () => {
  const env = await scripted({
    'POST /experiments': started,
    [STREAM]: () => eventStream(`experiment:${ID}`, [experimentView()], 'stays open'),
    [SHOW]: started,
  });
  const cli = startCli(['run', 'ratings-slow', '--wait'], env);
  await cli.said('started by admin');
  cli.child.kill('SIGINT');
  const { exitCode, stderr } = await cli.finished;
  expect(exitCode).toBe(130);
  expect(stderr).toContain(`still running. Halt it: hormesis halt ${ID}`);
  expect(server.heardOf(`POST /experiments/${ID}/halt`)).toEqual([]);
});

test('given shares take hold time and margin from the ramp of the path', async () => {
  const stages = [{ trafficPpm: 500_000, holdMs: 8_000, minExposedUnits: 20, marginPpm: 50_000 }];
  const scenario = { kind: 'Scenario', name: 'ratings-slow', path: 'press-play', title: 't', hypothesis: 'h' };
  const faults = [{ callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: 2_000 } }];
  const kept = {
    version: 1,
    source: 'file',
    file: 'scenarios/demo.yaml',
    savedBy: 'file',
    savedAt: '2026-03-02T10:00:00.000Z',
  };
  const env = await scripted({
    'POST /experiments': started,
    'GET /scenarios/ratings-slow': () => ({
      body: {
        name: 'ratings-slow',
        ...kept,
        scenario: { ...scenario, faults },
        resolved: [],
        refusals: [],
        testersOnly: false,
      },
    }),
    'GET /paths/press-play': () => ({
      body: {
        name: 'press-play',
        ...kept,
        path: pathWith(stages),
        requestsPerSecond: 100,
        treatmentPpm: 0,
        controlPpm: 0,
      },
    }),
  });
  await runCli(['run', 'ratings-slow', '--ramp', '2,10'], env);
  expect(server.heardOf('POST /experiments')[0]?.body).toEqual({
    scenario: 'ratings-slow',
    ramp: { stages: [20_000, 100_000].map((trafficPpm) => ({ ...stages[0], trafficPpm })) },
  });
});

function pathWith(stages: readonly unknown[]) {
  return {
    kind: 'CriticalPath',
    name: 'press-play',
    title: 'Press play',
    entries: [{ service: 'gateway', routes: ['GET /play/:title'] }],
    unit: { from: 'header', name: 'x-user' },
    allowlist: [],
    ramp: { stages },
  };
}

test('a dry run starts nothing and tells whom it would touch, what it could tell and what it may cost', async () => {
  const env = await scripted({ 'POST /experiments/preview': () => ({ body: previewOf() }) });
  const { exitCode, stdout } = await runCli(['run', 'ratings-slow', '--percent', '5', '--dry-run'], env);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('could start now');
  expect(stdout).toMatch(/Live traffic +100.0 requests\/s, observed for 1 h; 0.2 % fail as a rule/);
  expect(stdout).toMatch(/1 +5 % +50 +295 +3 s +48 min 20 s +never +19/);
  expect(stdout).toContain('after about 1 min 12 s');
  expect(stdout).toContain('--ramp 0.5,2');
});

test('what is refused as essential is offered for one tester, by the name of its scenario', async () => {
  const refusals = [{ code: 'call_group_essential', message: 'playback>custom:license/issue is essential' }];
  const env = await scripted({
    'POST /experiments': () => failure(409, 'call_group_essential', 'the experiment was refused', { refusals }),
  });
  const { stderr } = await runCli(['run', 'license-slow'], env);
  expect(stderr).toContain('hormesis token license-slow');
});

test('a dry run that a limit would refuse says which, with the exit code of a refusal', async () => {
  const refusals = [{ code: 'call_group_busy', message: 'api>http:ratings is already failed by e1' }];
  const env = await scripted({ 'POST /experiments/preview': () => ({ body: previewOf({ refusals }) }) });
  const { exitCode, stdout } = await runCli(['run', 'ratings-slow', '--dry-run'], env);
  expect(exitCode).toBe(4);
  expect(stdout).toContain('call_group_busy: api>http:ratings is already failed by e1');
});
