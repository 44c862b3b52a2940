import { afterEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server?.stop());

const status = {
  version: '0.1.0',
  ready: true,
  agents: { connected: 8 },
  experiments: { running: 1, paused: 0 },
  traffic: { treatmentPpm: 25_000 },
  hold: { on: false, by: '', reason: '', since: null },
};

test('a script reads the share of live traffic in treatment, a person reads percent', async () => {
  server = await startScripted({ 'GET /status': () => ({ body: status }) });
  const env = { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
  expect(JSON.parse((await runCli(['status', '--json'], env)).stdout)).toEqual(status);
  const { stdout } = await runCli(['status'], env);
  expect(stdout).toContain('2.5 % in treatment');
  expect(stdout).not.toContain('paused');
});

test('what is paused is told beside what runs', async () => {
  server = await startScripted({
    'GET /status': () => ({ body: { ...status, experiments: { running: 0, paused: 2 } } }),
  });
  const { stdout } = await runCli(['status'], { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' });
  expect(stdout).toContain('0 running, 2 paused');
});

test('a reason that is a sentence of its own does not end the line twice', async () => {
  const hold = { on: true, by: 'ada', reason: 'ada halted everything.', since: '2026-03-02T09:30:00.000Z' };
  server = await startScripted({ 'GET /status': () => ({ body: { ...status, hold } }) });
  const { stdout } = await runCli(['status'], { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' });
  expect(stdout).toContain('set by ada: ada halted everything; nothing starts until "hormesis release"');
});

test('an answer without its figures is told by field, not shown as undefined', async () => {
  server = await startScripted({ 'GET /status': () => ({ body: { ...status, traffic: {} } }) });
  const { exitCode, stderr } = await runCli(['status'], { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('traffic.treatmentPpm');
});

test('where nobody listens, the address and the way to start are told', async () => {
  server = await startScripted({});
  await server.stop();
  const { exitCode, stderr } = await runCli(['status'], { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`No answer from ${server.url} (connection refused)`);
  expect(stderr).toContain('npm start');
});

test('some other web server at the address is not taken for a control plane', async () => {
  server = await startScripted({ 'GET /status': () => ({ status: 404, body: 'welcome' }) });
  const { stderr } = await runCli(['status'], { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' });
  expect(stderr).toContain('is a Hormesis control plane there?');
});

test('a token with a line break is refused, and never shown', async () => {
  const { exitCode, stderr } = await runCli(['status'], {
    HORMESIS_URL: 'http://127.0.0.1:1',
    HORMESIS_TOKEN: 'a\nsecret',
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('line break');
  expect(stderr).not.toContain('secret');
});
