import { readFileSync } from 'node:fs';
import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { gameDayReport } from '@hormesis/contract/report.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningCli, runCli, startCli } from '../../cli/src/testing/run-cli.ts';
import { type House, openHouse } from '../harness/house.ts';
import { type Relay, startRelay } from '../harness/relay.ts';
import { repositoryFile } from '../harness/service.ts';
import { until } from '../harness/until.ts';

const RATINGS = 'api>http:ratings';
const API = 'gateway>http:api';
const AT_MOST_PPM = 500_000;

let house: House;
let gateway: Relay;
let stay = true;
const people: Promise<void>[] = [];

/** gateway → api → ratings, with people who come all the time. Without ratings the page comes; without api it does not. */
beforeAll(async () => {
  house = await openHouse();
  const { controlPlane } = house;
  const ratings = house.keep(await startRelay({ name: 'ratings' }));
  const api = house.keep(await startRelay({ name: 'api', controlPlane, dependencies: { ratings } }));
  gateway = house.keep(await startRelay({ name: 'gateway', controlPlane, dependencies: { api } }));
  const briefly = [200_000, AT_MOST_PPM].map((trafficPpm) => ({
    ...{ trafficPpm, holdMs: 1_000, minExposedUnits: 10, marginPpm: 500_000, timeoutMs: 60_000 },
  }));
  const scenario = (name: string, callGroup: string, fault: object) => ({
    ...{ kind: 'Scenario', name, path: 'watch', title: name, hypothesis: 'The page comes all the same.' },
    ...{ faults: [{ callGroup, fault }], ramp: { stages: briefly } },
  });
  await house.apply(
    {
      ...{ kind: 'CriticalPath', name: 'watch', title: 'Watch', unit: { from: 'header', name: 'x-user-id' } },
      entries: [{ service: 'gateway', routes: ['GET /watch/:title'] }],
      allowlist: [RATINGS, API].map((callGroup) => ({ callGroup, role: 'degradable' })),
      maxTreatmentPpm: AT_MOST_PPM,
      approval: { by: 'the test', reason: 'nobody is a customer here', sandbox: true },
    },
    scenario('ratings-down', RATINGS, { kind: 'error', status: 503 }),
    scenario('api-gone', API, { kind: 'abort' }),
  );
  await house.agentsConnected(2);
  people.push(...Array.from({ length: 3 }, (_, row) => visit(row)));
});
afterAll(async () => {
  stay = false;
  await Promise.all(people);
  await house?.stop();
});

/** Somebody new every time. */
async function visit(row: number): Promise<void> {
  for (let user = 0; stay; user += 1) {
    await gateway.ask({ 'x-user-id': `u${row}-${user}` }).catch(() => {});
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

const PLAN = {
  ...{ kind: 'GameDay', name: 'watch-day', goal: 'People watch without ratings | and we know what api costs.' },
  ...{ path: 'watch', roles: { lead: 'ann', operators: ['bob'], observers: ['eve'] } },
  limits: { maxTreatmentPpm: AT_MOST_PPM, maxMinutes: 5 },
  abort: { haltedExperiments: 2 },
  steps: [
    { kind: 'hold', question: 'Is everybody there?', minutes: 5 },
    { kind: 'experiment', scenario: 'ratings-down' },
    { kind: 'manual', title: 'Tell support', instructions: 'Call them: api will fail for some.' },
    { kind: 'experiment', scenario: 'api-gone' },
  ],
};

test('three people run a game day from terminals, through a kill of the control plane; the report tells all of it, in order', {
  timeout: 180_000,
}, async () => {
  const person = async (name: string, role: string) => {
    const { token } = await house.post<{ token: string }>('/access-tokens', { name, role });
    const env = { HORMESIS_URL: house.controlPlane.url, HORMESIS_TOKEN: token };
    const says = async (...args: string[]) => {
      const done = await runCli(['gameday', ...args], env);
      expect(done.exitCode, `${name}: gameday ${args.join(' ')}: ${done.stderr}`).toBe(0);
      return done.stdout;
    };
    return { env, says };
  };
  const [ann, bob, eve] = await Promise.all([
    person('ann', 'operator'),
    person('bob', 'operator'),
    person('eve', 'viewer'),
  ]);
  const example = await house.post<{ ok: boolean }>('/game-days/lint', {
    yaml: readFileSync(repositoryFile('game-days/press-play.yaml'), 'utf8'),
  });
  expect(example).toEqual({ ok: true, problems: [], warnings: [] });
  const planned = await runCli(['gameday', 'plan', '-', '--json'], ann.env, JSON.stringify(PLAN));
  const { id } = JSON.parse(planned.stdout) as GameDayView;
  const screens: RunningCli[] = [ann, bob, eve].map(({ env }) => startCli(['gameday', 'watch', id], env));
  const day = () => house.get<GameDayView>(`/game-days/${id}`);
  const state = async (step: number, name: string) =>
    until(`step ${step} to be ${name}`, async () => (await day()).steps[step]?.state.name === name, 60_000);

  await ann.says('start');
  await ann.says('next');
  await eve.says('note', 'everybody is there');
  await ann.says('next', '--step', '2');
  const beside = await runCli(['run', 'api-gone', '--percent', '5'], bob.env);
  expect([beside.exitCode, beside.stderr]).toEqual([
    4,
    expect.stringContaining(`the game day watch-day (${id}) is on`),
  ]);

  await house.controlPlane.kill9();
  await house.restart();
  await state(1, 'done');
  await bob.says('observe', 'no stars on the page | all else came');
  await ann.says('next');
  await bob.says('done');
  await ann.says('next');
  await state(3, 'halted');
  await ann.says('next');
  for (const screen of screens)
    expect(await screen.finished.then(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
      0,
      expect.stringMatching(/everybody is there[\s\S]*no stars on the page[\s\S]*ann ended the game day/),
    ]);

  const report = gameDayReport.parse(JSON.parse(await ann.says('report', 'watch-day', '--format', 'json')));
  expect(report.gameDay.timeline.map(({ kind, step, actor }) => `${actor} ${kind} ${step}`)).toEqual([
    ...['ann planned null', 'ann started null', 'ann step_began 0', 'eve note 0', 'ann step_done 0'],
    ...['ann step_began 1', 'hormesis step_done 1', 'bob observation 2', 'ann step_began 2', 'bob step_done 2'],
    ...['ann step_began 3', 'hormesis step_halted 3', 'ann completed null'],
  ]);
  expect(report.experiments.map(({ step, experiment }) => [step, experiment.scenario, experiment.verdict])).toEqual([
    [1, 'ratings-down', 'passed'],
    [3, 'api-gone', 'failed'],
  ]);
  expect(report.experiments[1]?.findings).toMatchObject([{ callGroup: API, state: { name: 'open' } }]);
  expect(report.refused).toMatchObject([{ actor: 'bob', target: 'api-gone' }]);
  // Nothing ran beside the day, and nothing of it above its share.
  const { items } = await house.get<{ items: { id: string }[] }>('/experiments');
  expect(items.map((each) => each.id).sort()).toEqual(report.experiments.map(({ experiment }) => experiment.id).sort());
  const shares = report.experiments.flatMap(({ experiment }) =>
    experiment.timeline.flatMap(({ detail }) => (typeof detail.trafficPpm === 'number' ? detail.trafficPpm : [])),
  );
  expect(Math.max(...shares)).toBe(AT_MOST_PPM);

  const markdown = await eve.says('report', id);
  expect(markdown).toContain('> People watch without ratings \\| and we know what api costs.');
  expect(markdown).toMatch(/\| bob \| \*\*observed\*\* no stars on the page \\\| all else came \|/);
  const timeline = markdown.slice(markdown.indexOf('## Timeline'));
  const times = [...timeline.matchAll(/^\| (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \|/gm)].map(([, at]) => at);
  expect(times.length).toBeGreaterThan(report.gameDay.timeline.length + 10);
  expect(times).toEqual([...times].sort());
});
