import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTEXT, ScriptedAgent } from '../test/scripted-agent.ts';
import { call, type Stage, serve } from '../test/stage.ts';
import { install } from './install.ts';
import { currentExperiment, injectionPoint, kpi } from './main.ts';

const agent = new ScriptedAgent();
let playback: Stage;
let ratings: Stage;
let work: () => Promise<unknown> = async () => {};

beforeAll(async () => {
  ratings = await serve((_request, response) => void response.end('4'));
  playback = await serve((_request, response) => void work().finally(() => response.end()));
});
afterAll(() => Promise.all([playback.close(), ratings.close()]));

const play = (headers: Record<string, string>) => call(playback.url, { headers });

test('a KPI is told for the user of a request that belongs to an experiment, wherever in its work', async () => {
  kpi('play_start');
  install(agent, {
    url: 'http://127.0.0.1:1',
    dependencies: [{ name: 'ratings', address: `127.0.0.1:${ratings.port}` }],
    fleetSuffixes: [],
  });
  work = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    kpi('play_start');
  };
  await play({});
  kpi('play_start');
  expect(agent.kpis).toEqual([]);
  await play({ 'x-carried': '1' });
  expect(agent.kpis).toEqual([{ kpi: 'play_start', unit: CONTEXT.unit }]);
});

test('metrics of a service may be labelled by experiment and arm: there is one inside the requests of an experiment only', async () => {
  const seen: unknown[] = [];
  work = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(currentExperiment());
  };
  await play({});
  await play({ 'x-carried': '1' });
  expect([...seen, currentExperiment()]).toEqual([null, { experiment: CONTEXT.experiment, arm: CONTEXT.arm }, null]);
});

test.each(['', 'Play start', 'failed', 'slow', 'x'.repeat(65)])(
  'the name %j is refused, in and outside requests',
  (name) => {
    expect(() => kpi(name)).toThrow(`got ${JSON.stringify(name)}`);
  },
);

test('a fault on one operation meets its calls by every client, and no other call of that dependency', async () => {
  agent.faults['api>http:ratings/GET /ratings/:id'] = { kind: 'error', status: 418 };
  const undici = await import('undici');
  const statuses: number[] = [];
  work = async () => {
    for (const path of ['/ratings/42?fresh=1', '/ratings', '/ratings/42/stars']) {
      const url = `${ratings.url}${path}`;
      statuses.push((await call(url)).status, (await fetch(url)).status);
      const { statusCode, body } = await undici.request(url);
      await body.dump();
      statuses.push(statusCode);
    }
    statuses.push((await call(`${ratings.url}/ratings/42`, { method: 'PUT' })).status);
    await injectionPoint('custom:ratings/GET /ratings/:id', () => {});
  };
  agent.calls.length = 0;
  await play({ 'x-carried': '1' });
  expect(statuses).toEqual([418, 418, 418, 200, 200, 200, 200, 200, 200, 200]);
  const groups = new Set(agent.calls.map(({ callGroup }) => callGroup));
  expect([...groups]).toEqual([
    'api>http:ratings/GET /ratings/:id',
    'api>http:ratings',
    'api>custom:ratings/GET /ratings/:id',
  ]);
  await undici.getGlobalDispatcher().destroy();
});
