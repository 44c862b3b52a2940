import { afterEach, expect, test } from 'vitest';
import { confirmedHalt } from '../testing/experiment-fixture.ts';
import { runCli } from '../testing/run-cli.ts';
import { type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

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

test.each([[[]], [['e7k2m9q4x1', '--all']]])('halt %j leaves open what to halt: nothing is halted', async (args) => {
  server = await startScripted({});
  const { exitCode, stderr } = await runCli(['halt', ...args], env());
  expect(exitCode).toBe(1);
  expect(stderr).toContain('--all');
});

function env() {
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}
