import { afterEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server?.stop());

test('hold tells whose switch it is and why, as the control plane has it', async () => {
  const hold = { on: true, by: 'ada', reason: 'deploy at noon', since: '2026-03-02T09:30:00.000Z' };
  server = await startScripted({ 'POST /hold': () => ({ body: hold }) });
  const env = { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
  const { stdout } = await runCli(['hold', '--reason', 'deploy at noon'], env);
  expect(stdout).toBe('The hold switch is set by ada: deploy at noon; nothing starts until "hormesis release".\n');
  expect(server.heardOf('POST /hold')[0]?.body).toEqual({ reason: 'deploy at noon' });
});

test('release says that what was paused stays so, and how to go on', async () => {
  const hold = { on: false, by: 'ada', reason: '', since: '2026-03-02T09:30:00.000Z' };
  const status = {
    ...{ version: '0.1.0', ready: true, agents: { connected: 8 }, experiments: { running: 0, paused: 1 } },
    ...{ traffic: { treatmentPpm: 0 }, hold },
  };
  server = await startScripted({ 'POST /release': () => ({ body: hold }), 'GET /status': () => ({ body: status }) });
  const { stdout } = await runCli(['release'], { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' });
  expect(stdout).toBe(
    'The hold switch is off.\n1 experiment is paused, and stays so until "hormesis resume ID"; "hormesis experiments" tells which.\n',
  );
});
