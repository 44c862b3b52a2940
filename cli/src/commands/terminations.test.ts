import type { TerminationGroups, TerminationView } from '@hormesis/contract/terminations.ts';
import { afterEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const KEY = 'ec2/prod/eu-west-1/checkout/main/checkout-main';
const AT = '2026-03-02T10:42:00.000Z';
const group: TerminationGroups['items'][number] = {
  ...{ key: KEY, platform: 'ec2', account: 'prod', region: 'eu-west-1', app: 'checkout', stack: 'main' },
  ...{ cluster: 'checkout-main', enabled: true, leashed: true, members: 3, healthy: 3, desired: 3, oddsOneIn: 4 },
  ...{ nextVictims: [], eligible: 3, spared: [], lastKilledAt: null, notBefore: null },
};
const groups: TerminationGroups = {
  lookedAt: AT,
  places: [
    { platform: 'ec2', account: 'prod', region: 'eu-west-1', problem: null },
    {
      ...{ platform: 'ec2', account: 'prod', region: 'us-east-1' },
      problem: {
        kind: 'not_allowed',
        code: 'UnauthorizedOperation',
        message: 'permission is missing',
        missingPermission: null,
      },
    },
  ],
  items: [group, { ...group, key: `${KEY}-2`, cluster: 'checkout-main-2' }],
};
const dry: TerminationView = {
  ...{
    id: 't7f2k9m3q1',
    at: AT,
    group: KEY,
    app: 'checkout',
    leashed: true,
    by: 'ada',
    plan: null,
    experiment: null,
    gates: [],
  },
  targets: [
    {
      member: 'i-1',
      name: 'i-1',
      zone: 'eu-west-1b',
      group: 'checkout-main',
      region: 'eu-west-1',
      outcome: { kind: 'leashed' },
    },
  ],
  recovery: { name: 'none' },
};

let server: ScriptedServer;
afterEach(() => server?.stop());
const env = () => ({ HORMESIS_URL: server.url, HORMESIS_TOKEN: 'x' });

test('terminate is a dry run unless told otherwise, and finds the group by the name people use', async () => {
  server = await startScripted({
    'GET /terminations/groups': () => ({ body: groups }),
    'POST /terminations': () => ({ status: 201, body: dry }),
  });
  const { stdout, exitCode } = await runCli(['terminate', 'checkout-main'], env());
  expect(exitCode).toBe(0);
  expect(stdout).toContain('i-1 in eu-west-1b: would have died (dry run)');
  expect(server.heardOf('POST /terminations')[0]?.body).toEqual({ group: KEY, leashed: true });
});

test('for real it needs the key typed out, and a name that several have is refused', async () => {
  server = await startScripted({ 'GET /terminations/groups': () => ({ body: groups }) });
  const careless = await runCli(['terminate', 'checkout-main', '--unleashed', '--confirm', 'checkout-main'], env());
  expect([careless.exitCode, careless.stderr]).toEqual([1, expect.stringContaining(`--confirm ${KEY}`)]);
  const many = await runCli(['terminate', 'checkout'], env());
  expect([many.exitCode, many.stderr]).toEqual([1, expect.stringContaining('may be any of')]);
  const none = await runCli(['terminate', 'nothing'], env());
  expect([none.exitCode, none.stderr]).toEqual([1, expect.stringContaining('there is no group "nothing"')]);
  expect(server.heardOf('POST /terminations')).toEqual([]);
});

test('a kill that the cloud refused ends with 4 and the cloud’s own words', async () => {
  const outcome = { kind: 'refused', at: AT, by: 'disruption_budget', reason: 'would violate the budget web' };
  const view = { ...dry, leashed: false, targets: dry.targets.map((target) => ({ ...target, outcome })) };
  server = await startScripted({
    'GET /terminations/groups': () => ({ body: groups }),
    'POST /terminations': () => ({ status: 201, body: view }),
  });
  const { stdout, exitCode } = await runCli(['terminate', KEY, '--unleashed', '--confirm', KEY, '--count', '2'], env());
  expect(exitCode).toBe(4);
  expect(stdout).toContain('refused: would violate the budget web');
  expect(server.heardOf('POST /terminations')[0]?.body).toEqual({ group: KEY, leashed: false, confirm: KEY, count: 2 });
});

test('where nobody knows whether it happened the command ends with 3, and --json stays one object', async () => {
  const outcome = { kind: 'unknown', at: AT, reason: 'ETIMEDOUT: no answer' };
  const view = { ...dry, leashed: false, targets: dry.targets.map((target) => ({ ...target, outcome })) };
  server = await startScripted({
    'GET /terminations/groups': () => ({ body: groups }),
    'POST /terminations': () => ({ status: 201, body: view }),
  });
  const { stdout, exitCode } = await runCli(['terminate', KEY, '--unleashed', '--confirm', KEY, '--json'], env());
  expect([exitCode, JSON.parse(stdout).id]).toEqual([3, dry.id]);
});

test('groups names odds, the leash, and each place that could not be looked at', async () => {
  server = await startScripted({ 'GET /terminations/groups': () => ({ body: groups }) });
  const { stdout } = await runCli(['terminations', 'groups'], env());
  expect(stdout).toMatch(/checkout-main +3\/3 +1 in 4 +on the leash/);
  expect(stdout).toContain('not looked at: ec2/prod/us-east-1: permission is missing');
});

test('plan shows today and when the next one is made; cancel takes one out', async () => {
  const plan = {
    id: 'pone',
    day: '2026-03-02',
    group: KEY,
    app: 'checkout',
    leashed: false,
    dueAt: AT,
    state: { name: 'planned' },
  };
  const calendar = {
    ...{ zone: 'UTC', today: '2026-03-02', nextPlanAt: AT },
    days: [{ day: '2026-03-02', closedBecause: null, madeAt: AT, problems: [], plans: [plan] }],
  };
  server = await startScripted({
    'GET /terminations/calendar': () => ({ body: calendar }),
    'POST /terminations/plans/pone/cancel': () => ({
      body: { ...plan, state: { name: 'cancelled', at: AT, by: 'ada', reason: 'release day' } },
    }),
  });
  expect((await runCli(['terminations', 'plan'], env())).stdout).toMatch(/pone .*checkout-main +kill +planned/);
  const { stdout } = await runCli(['terminations', 'cancel', 'pone', '--reason', 'release day'], env());
  expect(stdout).toContain('cancelled by ada: release day');
});
