import { afterEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type Answer, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const AT = '2026-03-02T08:00:00.000Z';
const VIEW = {
  ...{ id: 'wk4m8q2x9p', name: 'pipeline', address: 'https://ci.example.com/hormesis', format: 'json' },
  ...{ events: ['experiment.halted'], authorization: false, createdAt: AT, createdBy: 'ada' },
  health: { name: 'failing', since: AT, failures: 3, nextAttemptAt: AT, error: 'answered 503' },
  ...{ pending: 2, givenUp: 0 },
};

let server: ScriptedServer;
afterEach(() => server?.stop());

async function scripted(script: Record<string, Answer>) {
  server = await startScripted({ 'GET /webhooks': () => ({ body: { items: [VIEW] } }), ...script });
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}

test('a webhook is added with an address from standard input; its secret alone goes to stdout', async () => {
  const env = await scripted({ 'POST /webhooks': () => ({ status: 201, body: { ...VIEW, secret: 'hrw_abc' } }) });
  const args = ['webhooks', 'add', 'pipeline', '-', '--events', 'experiment.halted'];
  const { stdout, stderr } = await runCli(args, env, 'https://ci.example.com/hormesis\n');
  expect(stdout).toBe('hrw_abc\n');
  expect(stderr).toContain('hormesis webhooks test wk4m8q2x9p');
  expect(server.heardOf('POST /webhooks')[0]?.body).toEqual({
    ...{ name: 'pipeline', url: 'https://ci.example.com/hormesis', format: 'json', events: ['experiment.halted'] },
  });
  const wrong = await runCli(['webhooks', 'add', 'x', 'https://x.example', '--events', 'experiment.halt'], env);
  expect(wrong).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('"experiment.halt" is no kind of event'),
  });
});

test('a list says which receiver is failing, and how', async () => {
  const env = await scripted({});
  const { stdout } = await runCli(['webhooks'], env);
  expect(stdout).toMatch(/pipeline .*failing since .*3 in a row: answered 503\), 2 waiting/);
});

test('a test that was not taken is an exit code of 1, and a name that nobody has is told with those there are', async () => {
  const tried = { delivered: false, status: 503, error: 'answered 503', tookMs: 12 };
  const env = await scripted({ 'POST /webhooks/wk4m8q2x9p/test': () => ({ body: tried }) });
  expect(await runCli(['webhooks', 'test', 'pipeline'], env)).toMatchObject({
    exitCode: 1,
    stdout: 'pipeline did not take it: answered 503 (12 ms)\n',
  });
  expect((await runCli(['webhooks', 'show', 'pipline'], env)).stderr).toContain('there are: "pipeline"');
});

test('what was given up is found in the log and sent again by its number', async () => {
  const delivery = {
    ...{ id: 4711, attempts: 9, error: 'answered 503', state: { name: 'given_up', at: AT } },
    event: { id: crypto.randomUUID(), kind: 'experiment.halted', at: AT, subject: 'e7k2m9q4x1', text: '…' },
  };
  const env = await scripted({
    'GET /webhooks/wk4m8q2x9p/deliveries?state=given_up': () => ({ body: { items: [delivery] } }),
    'POST /webhooks/wk4m8q2x9p/deliveries/4711/redeliver': () => ({
      body: { ...delivery, state: { name: 'pending', nextAttemptAt: AT } },
    }),
  });
  const listed = await runCli(['webhooks', 'deliveries', 'pipeline', '--state', 'given_up'], env);
  expect(listed.stdout).toMatch(/4711 .*e7k2m9q4x1 .*given up .*answered 503/);
  expect((await runCli(['webhooks', 'redeliver', 'pipeline', '4711'], env)).stdout).toBe(
    'experiment.halted of e7k2m9q4x1 goes to pipeline again.\n',
  );
});

test('a Tab knows webhooks by their names, and by the id where a shell would take the name apart', async () => {
  const team = { ...VIEW, id: 'wteam00001', name: 'the team’s channel', format: 'slack' };
  const env = await scripted({ 'GET /webhooks': () => ({ body: { items: [VIEW, team] } }) });
  const complete = async (...words: string[]) => (await runCli(['__complete', '--', ...words], env)).stdout.trim();
  expect(await complete('webhooks', 'test', '')).toBe(
    'pipeline\tpipeline, json to https://ci.example.com/hormesis\n' +
      'wteam00001\tthe team’s channel, slack to https://ci.example.com/hormesis',
  );
  expect(await complete('webhooks', 'remove', 'pi')).toMatch(/^pipeline\t/);
});
