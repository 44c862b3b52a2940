import type { AgentView } from '@hormesis/contract/topology.ts';
import type { WebhookView } from '@hormesis/contract/webhook.ts';
import { afterEach, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { Finding } from '../doctor/finding.ts';
import { experimentView } from '../testing/experiment-fixture.ts';
import { nowView } from '../testing/now-fixture.ts';
import { runCli } from '../testing/run-cli.ts';
import { type Answer, failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const JUST_NOW = () => new Date().toISOString();

function agent(changes: Partial<AgentView> = {}): AgentView {
  return {
    instance: 'api-1',
    service: 'api',
    version: '0.1.0',
    runtime: 'node 24.1.0',
    zone: null,
    region: null,
    connected: true,
    connectedAt: JUST_NOW(),
    lastSeenAt: JUST_NOW(),
    revision: 1,
    activeRules: 0,
    inFlight: 0,
    unsupported: [],
    counters: {},
    residue: [],
    ...changes,
  };
}

function quiet(running = [experimentView()]) {
  const view = nowView(running);
  return { ...view, status: { ...view.status, version: manifest.version } };
}

async function doctor(script: Record<string, Answer> = {}) {
  server = await startScripted({
    'GET /readyz': () => ({ body: { ready: true } }),
    'GET /session': () => ({ body: { name: 'ada', role: 'operator' } }),
    'GET /now': () => ({ body: quiet([]) }),
    'GET /agents': () => ({ body: { items: [agent()] } }),
    'GET /experiments/e7k2m9q4x1': () => ({ body: experimentView() }),
    'GET /webhooks': () => ({ body: { items: [] } }),
    ...script,
  });
  const env = { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
  const { stdout, exitCode } = await runCli(['doctor', '--json'], env);
  const answer = JSON.parse(stdout);
  const found = (level: string) =>
    answer.checks.flatMap((each: Record<string, string>) =>
      each.level === level ? [`${each.check}: ${each.text}`] : [],
    );
  return { exitCode, ok: answer.ok, warned: found('warn').join('\n'), failed: found('failed').join('\n'), answer, env };
}

test('where all is well every check says ok, in one line each', async () => {
  const { exitCode, ok, warned, failed, answer, env } = await doctor();
  expect({ exitCode, ok, warned, failed }).toEqual({ exitCode: 0, ok: true, warned: '', failed: '' });
  const { stdout } = await runCli(['doctor'], env);
  expect(stdout.trim().split('\n')).toHaveLength(answer.checks.length);
  expect(stdout).toMatch(/^ok {6}sign-in {9}ada, operator$/m);
});

test('what needs no hurry is a warning with a remedy, and the exit code stays 0', async () => {
  const { exitCode, warned, answer } = await doctor({
    'GET /session': () => ({ body: { name: 'ada', role: 'viewer' } }),
    'GET /now': () => {
      const view = quiet([]);
      const hold = { on: true, by: 'bob', reason: 'incident 4711', since: null };
      return { body: { ...view, status: { ...view.status, version: '9.9.9', hold } } };
    },
    'GET /agents': () => ({
      body: {
        items: [
          agent({ counters: { token_expired: 3, unit_missing: 0 } }),
          agent({ instance: 'api-2', version: '0.0.9', counters: { token_expired: 1 } }),
        ],
      },
    }),
  });
  expect(exitCode).toBe(0);
  expect(warned).toContain('viewer: may look, and neither run nor halt');
  expect(warned).toContain('the control plane is 9.9.9');
  expect(warned).toContain('set by bob: incident 4711');
  expect(warned).toContain('0.0.9 on api-2; 0.1.0 on api-1');
  expect(warned).toContain('token_expired 4 × since the start of api-1, api-2: a signed context had expired');
  expect(warned).not.toContain('unit_missing');
  for (const { level, todo } of answer.checks) expect(todo !== '').toBe(level !== 'ok');
});

test('what every experiment leaves behind that ends under traffic is told, and is no warning', async () => {
  const counters = { token_experiment_unknown: 7, entry_lease_ended: 1 };
  const { warned, answer } = await doctor({ 'GET /agents': () => ({ body: { items: [agent({ counters })] } }) });
  expect(warned).not.toContain('token_experiment_unknown');
  const told = (answer.checks as Finding[]).filter(({ check }) => check === 'agent refusals');
  expect(told.map(({ level, text }) => `${level} ${text.split(' since')[0]}`)).toEqual([
    'ok entry_lease_ended 1 ×',
    'ok token_experiment_unknown 7 ×',
  ]);
});

function webhook(changes: Partial<WebhookView> = {}): WebhookView {
  return {
    ...{ id: 'wk4m8q2x9p', name: 'pipeline', address: 'https://ci.example.com/…', format: 'json' },
    ...{ events: ['experiment.halted'], authorization: false, createdAt: JUST_NOW(), createdBy: 'ada' },
    ...{ health: { name: 'working', lastDeliveredAt: null }, pending: 0, givenUp: 0 },
    ...changes,
  };
}

function failingFor(failures: number): WebhookView['health'] {
  return { name: 'failing', since: JUST_NOW(), failures, nextAttemptAt: JUST_NOW(), error: 'answered 503' };
}

test('a webhook that keeps failing, or gave up, is a warning with the command that goes on', async () => {
  const items = [
    webhook({ health: failingFor(1) }),
    webhook({ id: 'wteam00001', name: 'the team’s', health: failingFor(7), pending: 4 }),
    webhook({ id: 'wgrafana01', name: 'grafana', givenUp: 2 }),
  ];
  const { exitCode, warned, answer } = await doctor({ 'GET /webhooks': () => ({ body: { items } }) });
  expect(exitCode).toBe(0);
  expect(warned).toMatch(/the team’s fails since .*, 7 × in a row: answered 503; 4 waiting/);
  expect(warned).toContain('2 events were given up for grafana');
  expect(warned).not.toContain('pipeline');
  const todo = answer.checks.map((each: { todo: string }) => each.todo).join('\n');
  // A name that a shell would take apart is not put into a command.
  expect(todo).toContain('hormesis webhooks test wteam00001');
  expect(todo).toContain('hormesis webhooks deliveries grafana --state given_up');
});

test('a viewer, who may not see webhooks, is not told of them', async () => {
  const { failed, answer } = await doctor({
    'GET /session': () => ({ body: { name: 'eve', role: 'viewer' } }),
    'GET /webhooks': () => failure(403, 'role_missing', 'operator is needed'),
  });
  expect(failed).toBe('');
  expect(answer.checks.map((each: { check: string }) => each.check)).not.toContain('webhooks');
});

test('every service has a version of its own, and that is well', async () => {
  const items = [agent({ version: '4.2.0' }), agent({ service: 'ratings', instance: 'ratings-1', version: '1.0.3' })];
  const { warned } = await doctor({ 'GET /agents': () => ({ body: { items } }) });
  expect(warned).toBe('');
});

test('a fleet without agents can run nothing', async () => {
  const { warned } = await doctor({ 'GET /agents': () => ({ body: { items: [agent({ connected: false })] } }) });
  expect(warned).toContain('none is connected, 1 were here before');
});

test('an agent that is connected and silent fails the examination', async () => {
  const lastSeenAt = new Date(Date.now() - 40_000).toISOString();
  const { exitCode, failed } = await doctor({
    'GET /agents': () => ({ body: { items: [agent(), agent({ instance: 'api-2', lastSeenAt })] } }),
  });
  expect(exitCode).toBe(1);
  expect(failed).toBe('agent reports: api-2 connected but silent for more than 15 s');
});

test('how long an agent is silent is read from the clock of the control plane, not from this one', async () => {
  const ahead = (ms: number) => new Date(Date.now() + ms);
  const { failed, warned } = await doctor({
    'GET /readyz': () => ({ body: { ready: true }, headers: { date: ahead(120_000).toUTCString() } }),
    'GET /agents': () => ({ body: { items: [agent({ lastSeenAt: ahead(119_000).toISOString() })] } }),
  });
  expect(failed).toBe('');
  expect(warned).toMatch(/clock: this machine is 1(19|20)\.\d s behind the control plane/);
});

test('an experiment that runs without telemetry fails, and the way to halt it is told', async () => {
  const { exitCode, failed, answer } = await doctor({
    'GET /now': () => ({ body: quiet() }),
    'GET /experiments/e7k2m9q4x1': () => ({ body: experimentView({ telemetryAgeMs: 31_000 }) }),
  });
  expect(exitCode).toBe(1);
  expect(failed).toContain('ratings-slow (e7k2m9q4x1) runs without a report for 31 s');
  expect(JSON.stringify(answer)).toContain('hormesis halt e7k2m9q4x1');
});

test('a database that is away is told with the reason of the control plane', async () => {
  const { exitCode, failed } = await doctor({
    'GET /readyz': () => ({ status: 503, body: { ready: false, reason: 'the database does not answer' } }),
    'GET /session': () => failure(503, 'database_unavailable', 'the database is away'),
  });
  expect(exitCode).toBe(1);
  expect(failed).toContain('database: the control plane is not ready: the database does not answer');
});

test('a token that was revoked ends the examination with what to do', async () => {
  const { exitCode, failed, answer } = await doctor({ 'GET /session': () => failure(401, 'not_signed_in', 'no') });
  expect(exitCode).toBe(1);
  expect(failed).toContain('sign-in: The token was not accepted');
  expect(answer.checks.at(-1).todo).toBe('hormesis login');
});

test('where nobody listens that is the only finding', async () => {
  server = await startScripted({});
  await server.stop();
  const { exitCode, stdout } = await runCli(['doctor'], { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^failed {2}connection .*connection refused.* → start it with "npm start"/);
});
