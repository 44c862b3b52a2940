import { afterEach, expect, test } from 'vitest';
import { experimentView } from '../testing/experiment-fixture.ts';
import { runCli } from '../testing/run-cli.ts';
import { type Answer, failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const ID = 'e7k2m9q4x1';
const AT = '2026-03-02T08:00:00.000Z';
const DRAFT = experimentView({
  state: { name: 'draft', startsAt: null, reason: '10 % is above 5 %' },
  startedAt: null,
});

let server: ScriptedServer;
afterEach(() => server?.stop());

async function scripted(script: Record<string, Answer>) {
  server = await startScripted(script);
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}

test('a plan that needs another person is told as a draft, with the command for whoever may approve it', async () => {
  const env = await scripted({ 'POST /experiments': () => ({ status: 201, body: DRAFT }) });
  const { exitCode, stdout, stderr } = await runCli(['run', 'ratings-slow', '--percent', '10'], env);
  expect(stdout).toContain("draft, waits for another person's approval");
  expect(stderr).toContain(`hormesis approve ${ID}`);
  expect(exitCode).toBe(0);
});

test('a time and a cron expression go out as they are meant, with the zone', async () => {
  const scheduled = experimentView({ state: { name: 'scheduled', startsAt: AT } });
  const env = await scripted({ 'POST /experiments': () => ({ status: 201, body: scheduled }) });
  await runCli(['run', 'ratings-slow', '--at', '2026-03-02T09:00:00+01:00'], env);
  await runCli(['run', 'ratings-slow', '--cron', '0 9 * * mon-fri', '--zone', 'Europe/Berlin', '--draft'], env);
  expect(server.heardOf('POST /experiments').map(({ body }) => body)).toEqual([
    { scenario: 'ratings-slow', startsAt: AT },
    { scenario: 'ratings-slow', repeat: { cron: '0 9 * * mon-fri', zone: 'Europe/Berlin' }, draft: true },
  ]);
});

test.each([
  [['--cron', '0 9 * * *'], 'needs --zone'],
  [['--zone', 'UTC'], '--zone belongs to --cron'],
  [['--at', 'tomorrow'], 'tomorrow'],
  [['--at', AT, '--wait'], '--wait'],
])('run %j is refused before anything is sent', async (options, message) => {
  const env = await scripted({});
  const { exitCode, stderr } = await runCli(['run', 'ratings-slow', ...options], env);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(1);
  expect(server.heardOf('POST /experiments')).toEqual([]);
});

test('five limits at once are listed one by one, and the exit code is 4', async () => {
  const refusals = ['hold_switch_set', 'no_agents', 'share_above_limit', 'window_closed', 'call_group_busy'].map(
    (code) => ({ code, message: `because of ${code}` }),
  );
  const env = await scripted({
    'POST /experiments': () => failure(409, 'hold_switch_set', 'refused by 5 limits', { refusals }),
  });
  const { exitCode, stderr } = await runCli(['run', 'ratings-slow'], env);
  expect(stderr).toContain('refused by 5 limits');
  for (const { message } of refusals) expect(stderr).toContain(message);
  expect(exitCode).toBe(4);
});

test('approve and cancel send the reason and tell the state; an own draft is refused', async () => {
  const cancelled = experimentView({
    state: { name: 'cancelled', at: AT, by: 'ada', reason: 'person', detail: 'enough' },
  });
  const env = await scripted({
    [`POST /experiments/${ID}/cancel`]: () => ({ body: cancelled }),
    [`POST /experiments/${ID}/approve`]: () => failure(403, 'not_allowed', 'ada drafted it'),
  });
  const { stdout } = await runCli(['cancel', ID, '--reason', 'enough'], env);
  expect(stdout).toContain('cancelled (person) by ada');
  expect(server.heardOf(`POST /experiments/${ID}/cancel`)[0]?.body).toEqual({ reason: 'enough' });
  const own = await runCli(['approve', ID], env);
  expect(own.exitCode).toBe(1);
  expect(own.stderr).toContain('ada drafted it');
});

test('the limits are shown as YAML that can be set again', async () => {
  const view = {
    version: 3,
    limits: {
      kind: 'Limits',
      regionMaxTreatmentPpm: 50_000,
      regions: [],
      operatorMaxTreatmentPpm: 50_000,
      approver: 'operator',
      graceMinutes: 10,
      paths: [],
    },
    updatedBy: 'ada',
    updatedAt: AT,
    windows: [{ path: null, open: false, reason: 'it is Saturday', opensAt: AT }],
  };
  const env = await scripted({ 'GET /limits': () => ({ body: view }), 'POST /limits': () => ({ body: view }) });
  const shown = await runCli(['limits'], env);
  expect(shown.stdout).toContain(`# all paths: closed: it is Saturday; opens at ${AT}`);
  expect(shown.stdout).toContain('operatorMaxTreatmentPpm: 50000');
  const set = await runCli(['limits', 'set', '-f', '-'], env, shown.stdout);
  expect(set.stdout).toContain('limits: version 3');
  expect(server.heardOf('POST /limits')[0]?.body).toEqual({ yaml: shown.stdout, version: 3 });
});
