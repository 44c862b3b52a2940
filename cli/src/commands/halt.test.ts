import { haltReport } from '@hormesis/contract/halt.ts';
import { afterEach, expect, test } from 'vitest';
import { Client } from '../client.ts';
import { isPassing } from '../passing-error.ts';
import { confirmedHalt } from '../testing/experiment-fixture.ts';
import { runCli } from '../testing/run-cli.ts';
import { failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server?.stop());

test('halt --all prints the report that scripts rely on', async () => {
  server = await startScripted({ 'POST /halt': () => ({ body: confirmedHalt }) });
  const { exitCode, stdout } = await runCli(['halt', '--all', '--reason', 'drill', '--json'], env());
  expect(JSON.parse(stdout)).toEqual(confirmedHalt);
  expect(server.heardOf('POST /halt')[0]?.body).toEqual({ reason: 'drill' });
  expect(exitCode).toBe(0);
});

test('an agent that did not answer is named as unknown, and the halt is not called done', async () => {
  const agents = { connected: 8, confirmed: 7, unknown: ['api-2'] };
  server = await startScripted({ 'POST /halt': () => ({ body: { ...confirmedHalt, agents, recorded: false } }) });
  const { exitCode, stdout } = await runCli(['halt', '--all'], env());
  expect(stdout).toContain('7/8 agents confirmed in 41 ms; unknown: api-2');
  expect(stdout).toContain('not yet recorded');
  expect(exitCode).toBe(3);
});

test('just after a restart nobody is connected: that none could confirm is said, and not left to 0/0', async () => {
  const agents = { connected: 0, confirmed: 0, unknown: [] };
  server = await startScripted({ 'POST /halt': () => ({ body: { ...confirmedHalt, agents } }) });
  const { stdout } = await runCli(['halt', '--all'], env());
  expect(stdout).toContain('no agent is connected, so none could confirm');
  expect(stdout).not.toContain('0/0');
});

test('a halt outlives the crash of a control plane: it is repeated until one answers, and says so meanwhile', async () => {
  server = await startScripted({});
  const { port, url } = server;
  await server.stop();
  const halting = runCli(['halt', '--all'], { HORMESIS_URL: url, HORMESIS_TOKEN: 'secret' });
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  server = await startScripted({ 'POST /halt': () => ({ body: confirmedHalt }) }, port);
  const { exitCode, stdout, stderr } = await halting;
  expect(exitCode).toBe(0);
  expect(stdout).toContain('8/8 agents confirmed');
  expect(stderr).toContain('Trying again for 15 s; without a control plane every agent drops its rules within five');
});

test('a halt on a line that hangs is sent again, long before anybody would give it up', {
  timeout: 30_000,
}, async () => {
  server = await startScripted({
    'POST /halt': (_request, nth) => (nth === 1 ? new Promise(() => {}) : { body: confirmedHalt }),
  });
  const { exitCode, stdout, stderr } = await runCli(['halt', '--all'], env());
  expect(exitCode).toBe(0);
  expect(stdout).toContain('8/8 agents confirmed');
  expect(stderr).toContain('no answer in time');
  const keys = server.heardOf('POST /halt').map(({ idempotencyKey }) => idempotencyKey);
  expect(keys).toEqual([keys[0], keys[0]]);
});

test('a proxy that finds nobody behind it, and a database that is away, are no last word on a halt', async () => {
  server = await startScripted({
    'POST /halt': (_request, nth) => {
      if (nth === 1) return { status: 502, body: 'Bad gateway' };
      return nth === 2 ? failure(503, 'database_unavailable', 'the database is away') : { body: confirmedHalt };
    },
  });
  const { exitCode, stderr } = await runCli(['halt', '--all'], env());
  expect(exitCode).toBe(0);
  expect(stderr).toContain('did not take it');
  expect(stderr).toContain('answered 502');
});

test('attempts that all hang end when they were said to', async () => {
  server = await startScripted({ 'POST /halt': () => new Promise(() => {}) });
  const client = new Client({ url: server.url, token: 'secret' });
  const retryAfterMs = Array.from({ length: 50 }, () => 10);
  const repeating = { answerMs: 200, retryAfterMs, forMs: 500, mayPass: isPassing, onBroken() {} };
  await expect(client.post('/halt', {}, haltReport, repeating)).rejects.toMatchObject({ code: 'no_connection' });
  expect(server.heardOf('POST /halt').length).toBeLessThanOrEqual(4);
});

test('a halt that nobody heard is never told as done', { timeout: 60_000 }, async () => {
  server = await startScripted({});
  await server.stop();
  const { exitCode, stdout } = await runCli(['halt', '--all', '--json'], env());
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'no_connection',
    message: expect.stringMatching(/Nothing is confirmed as halted.*say it again until it is confirmed/),
  });
});

test.each([[[]], [['e7k2m9q4x1', '--all']]])('halt %j leaves open what to halt: nothing is halted', async (args) => {
  server = await startScripted({});
  const { exitCode, stderr } = await runCli(['halt', ...args], env());
  expect(exitCode).toBe(1);
  expect(stderr).toContain('--all');
});

function env() {
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}
