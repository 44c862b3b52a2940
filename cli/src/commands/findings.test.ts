import type { FindingView } from '@hormesis/contract/finding.ts';
import { afterEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const AT = '2026-03-01T10:00:00.000Z';
const finding: FindingView = {
  ...{ id: 'f5k2m9q', scenario: 'ratings-slow', path: 'press-play', callGroup: 'api>http:ratings' },
  ...{ title: 'Ratings are slow', hypothesis: 'Nobody waits for stars.', owner: '', blocking: true },
  state: { name: 'open', since: AT },
  ...{ foundAt: AT, lastFoundAt: AT, timesFound: 2 },
  evidence: {
    ...{ experiment: 'e7k2m9q4x1', scenarioVersion: 1, reason: '10 users failed', trafficPpm: 20_000 },
    exposedUnits: { treatment: 42, control: 44 },
    kpis: [
      { kpi: 'failed', failing: { treatment: 10, control: 0 } },
      { kpi: 'missing:play_start', words: 'did not start playing', failing: { treatment: 9, control: 0 } },
    ],
    ...{ injected: 12, absorbed: 1, visible: 11 },
  },
  history: [{ id: 1, at: AT, actor: 'hormesis', text: 'Experiment e7k2m9q4x1 failed', experiment: 'e7k2m9q4x1' }],
};
const { history: _history, ...summary } = finding;
const verified = {
  ...summary,
  id: 'fverified',
  blocking: false,
  state: { name: 'verified', at: AT, experiment: 'e7k2m9q4x2' },
};

let server: ScriptedServer;
afterEach(() => server?.stop());
function env() {
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'x' };
}

const group = {
  ...{ id: 'tf4k8m2q9', group: 'ec2/prod/eu-west-1/api', termination: 't1', foundAt: AT, reason: '2 of 3 are healthy' },
  ...{ resolved: null, state: 'open', verifiedBy: null },
};

test('findings names each with its state; --open leaves out what is in nobody’s way', async () => {
  server = await startScripted({
    'GET /findings': () => ({ body: { items: [summary, verified] } }),
    'GET /terminations/findings': () => ({ body: { items: [group] } }),
  });
  const all = await runCli(['findings'], env());
  expect(all.stdout).toMatch(/f5k2m9q +ratings-slow +api>http:ratings +2 .* open/);
  expect(all.stdout).toMatch(/fverified .* verified by e7k2m9q4x2/);
  expect(all.stdout).toMatch(/tf4k8m2q9 .* open +2 of 3 are healthy/);
  const open = await runCli(['findings', 'list', '--open', '--json'], env());
  expect(JSON.parse(open.stdout).items.map(({ id }: { id: string }) => id)).toEqual(['f5k2m9q']);
});

test('without any finding it says so', async () => {
  server = await startScripted({
    'GET /findings': () => ({ body: { items: [] } }),
    'GET /terminations/findings': () => ({ body: { items: [] } }),
  });
  expect((await runCli(['findings'], env())).stdout).toContain('no run on live traffic has failed');
});

test('show tells the evidence, the history, and the commands that deal with it', async () => {
  server = await startScripted({ 'GET /findings/f5k2m9q': () => ({ body: finding }) });
  const { stdout } = await runCli(['findings', 'show', 'f5k2m9q'], env());
  expect(stdout).toContain('12 injected, 1 absorbed, 11 visible');
  expect(stdout).toContain('failed 10 against 0; did not start playing 9 against 0');
  expect(stdout).toContain('hormesis findings fix f5k2m9q');
  expect(stdout).toContain('hormesis token ratings-slow');
});

test('show tells of a group what happened to it and the one command that goes on', async () => {
  const resolved = { at: AT, by: 'ada', note: 'a larger pool' };
  server = await startScripted({
    'GET /terminations/findings': (_request, nth) => ({
      body: { items: [nth === 1 ? group : { ...group, resolved, state: 'fixed' }] },
    }),
  });
  const open = (await runCli(['findings', 'show', 'tf4k8m2q9'], env())).stdout;
  expect(open).toMatch(
    /State +open\nGroup +ec2\/prod\/eu-west-1\/api\n.* after the termination t1\n.*2 of 3 are healthy/,
  );
  expect(open).toContain('hormesis findings fix tf4k8m2q9');
  const fixed = (await runCli(['findings', 'show', 'tf4k8m2q9'], env())).stdout;
  expect(fixed).toMatch(/fixed by ada, not verified yet[\s\S]*a larger pool[\s\S]*may be killed again/);
  expect(fixed).not.toContain('findings fix');
  const unknown = await runCli(['findings', 'show', 'tf0000000'], env());
  expect(unknown).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('there is no finding "tf0000000"') });
});

test('the finding of a group is mended and nothing else: who accepts it is told so', async () => {
  server = await startScripted({});
  const { exitCode, stderr } = await runCli(['findings', 'assign', 'tf4k8m2q9', 'ada'], env());
  expect(exitCode).toBe(1);
  expect(stderr).toContain('hormesis findings fix tf4k8m2q9');
});

test('accept sends reason and day, and tells by whom and until when', async () => {
  const state = { name: 'accepted', at: AT, by: 'ada', reason: 'later', until: '2026-04-01T10:00:00.000Z' };
  server = await startScripted({
    'POST /findings/f5k2m9q/accept': () => ({ body: { ...finding, blocking: false, state } }),
  });
  const { stdout } = await runCli(['findings', 'accept', 'f5k2m9q', '--reason', 'later', '--days', '30'], env());
  expect(stdout).toMatch(/accepted by ada until /);
  const [heard] = server.heardOf('POST /findings/f5k2m9q/accept');
  expect(heard?.body).toMatchObject({ reason: 'later', until: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
});

test.each(['0', '367', '1.5', 'soon', '-3'])('accept --days %s is refused with what is allowed', async (days) => {
  server = await startScripted({});
  const { exitCode, stderr } = await runCli(['findings', 'accept', 'f1', '--reason', 'x', `--days=${days}`], env());
  expect(exitCode).toBe(1);
  expect(stderr).toContain('1 to 366');
});

test.each(['fix', 'reopen', 'accept'])('%s without its reason is refused', async (act) => {
  server = await startScripted({});
  expect((await runCli(['findings', act, 'f1'], env())).exitCode).toBe(1);
});
