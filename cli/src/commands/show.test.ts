import { afterEach, expect, test } from 'vitest';
import { experimentView, haltedView } from '../testing/experiment-fixture.ts';
import { runCli } from '../testing/run-cli.ts';
import { type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const ID = 'e7k2m9q4x1';
let server: ScriptedServer;
afterEach(() => server?.stop());

const flow = {
  callGroup: 'api>http:ratings',
  calls: 900,
  injected: 38,
  skipped: 0,
  absorbed: { fallback: 20, retry: 9 },
  visible: 9,
  opened: 0,
  rejected: 0,
  timedOut: 0,
};

test('show tells what became of the calls: called, injected, visible, absorbed and by what', async () => {
  server = await startScripted({ [`GET /experiments/${ID}`]: () => ({ body: haltedView({ flows: [flow] }) }) });
  const { stdout } = await runCli(['show', ID], env());
  expect(stdout).toMatch(/api>http:ratings +900 +38 +9 +20 by fallback, 9 by retry/);
  expect(stdout).toContain('8/8 agents confirmed in 41 ms');
});

test('a reason that carries terminal commands is shown without them', async () => {
  const view = haltedView({ reason: 'quiet\u001b[2J\u0007 please' });
  server = await startScripted({ [`GET /experiments/${ID}`]: () => ({ body: view }) });
  expect((await runCli(['show', ID], env())).stdout).toContain('quiet [2J  please');
});

test('experiments lists a tester-only one as such and not with a share of traffic', async () => {
  const items = [
    experimentView(),
    experimentView({ id: 'etester123', population: 'tester', trafficPpm: 0 }),
    haltedView(),
  ];
  server = await startScripted({ 'GET /experiments': () => ({ body: { items } }) });
  const { stdout } = await runCli(['experiments'], env());
  expect(stdout).toMatch(/e7k2m9q4x1 +ratings-slow +2 %/);
  expect(stdout).toMatch(/etester123 +ratings-slow +testers/);
  expect(stdout).toMatch(/users in treatment/);
  expect(stdout).toMatch(/ratings-slow +- +40 +38 +/);
});

test.each(['pause', 'resume', 'promote'])('%s sends its reason and tells the state it led to', async (act) => {
  const paused = { name: 'paused', stage: 0, since: experimentView().createdAt, by: 'ada', reason: 'lunch' } as const;
  server = await startScripted({
    [`POST /experiments/${ID}/${act}`]: () => ({ body: experimentView({ state: paused }) }),
  });
  const { stdout } = await runCli([act, ID, '--reason', 'lunch'], env());
  expect(stdout).toContain('paused by ada: lunch');
  const [heard] = server.heardOf(`POST /experiments/${ID}/${act}`);
  expect(heard?.body).toEqual({ reason: 'lunch' });
  expect(heard?.idempotencyKey).toBeDefined();
});

test('hold and release tell where the switch stands', async () => {
  const since = experimentView().createdAt;
  server = await startScripted({
    'POST /hold': () => ({ body: { on: true, by: 'ada', reason: 'incident', since } }),
    'POST /release': () => ({ body: { on: false, by: 'ada', reason: '', since } }),
  });
  expect((await runCli(['hold', '--reason', 'incident'], env())).stdout).toContain('set by ada');
  expect(JSON.parse((await runCli(['release', '--json'], env())).stdout)).toMatchObject({ on: false });
});

function env() {
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}
