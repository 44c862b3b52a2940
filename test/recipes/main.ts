import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import { type Scenario, scenario as scenarioSchema } from '@hormesis/contract/scenario.ts';
import { type Topology, topology } from '@hormesis/contract/topology.ts';
import { parse } from 'yaml';
import { repositoryFile } from '../harness/service.ts';
import { newInstallation } from '../harness/supervisor.ts';
import { until } from '../harness/until.ts';
import { type Outcome, tableOf } from './table.ts';

/**
 * `npm run recipes`: starts the demo on free ports, runs every scenario of `scenarios/` that may hit live traffic with
 * short stages, and writes what came of it into `docs/guide/recipes.md`. Names as arguments run only those, and write nothing.
 */
const PAGE = repositoryFile('docs/guide/recipes.md');
const TOKEN = `recipes-${randomUUID()}`;
const STAGES = [100_000, 400_000].map((trafficPpm) => ({
  ...{ trafficPpm, holdMs: 6_000, minExposedUnits: 20 },
  ...{ marginPpm: 200_000, timeoutMs: 60_000 },
}));
/** Breakers close again and the map forgets, before the next one begins. */
const REST_MS = 6_000;

function scenarios(): { file: string; scenario: Scenario }[] {
  const folder = repositoryFile('scenarios');
  return (
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => /\/.*\.yaml$/.test(file))
      .sort()
      .map((file) => ({ file, scenario: scenarioSchema.parse(parse(readFileSync(`${folder}/${file}`, 'utf8'))) }))
      // Kills belong to terminations, and are on the leash there until somebody takes them off.
      .filter(({ scenario }) => scenario.terminations === undefined)
  );
}

interface Plane {
  get<T>(path: string, schema: { parse(value: unknown): T }): Promise<T>;
  start(scenario: string): Promise<{ id: string } | { refused: string }>;
}

function planeAt(url: string): Plane {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  return {
    async get(path, schema) {
      const response = await fetch(`${url}/api/v1${path}`, { headers });
      return schema.parse(await response.json());
    },
    async start(scenario) {
      const response = await fetch(`${url}/api/v1/experiments`, {
        ...{ method: 'POST', headers: { ...headers, 'idempotency-key': randomUUID() } },
        body: JSON.stringify({ scenario, ramp: { stages: STAGES } }),
      });
      const body = (await response.json()) as { id?: string; error?: { code: string } };
      return body.id === undefined ? { refused: body.error?.code ?? String(response.status) } : { id: body.id };
    },
  };
}

async function play(plane: Plane, file: string, scenario: Scenario): Promise<Outcome> {
  const started = await plane.start(scenario.name);
  if ('refused' in started) return { file, scenario, experiment: null, refused: started.refused, during: null };
  let during: Topology | null = null;
  let view: ExperimentView | null = null;
  await until(
    `${scenario.name} to end`,
    async () => {
      view = await plane.get(`/experiments/${started.id}`, experimentView);
      if (view.state.name === 'running') during = await plane.get('/topology', topology);
      else return true;
      await sleep(500);
      return false;
    },
    200_000,
  );
  return { file, scenario, experiment: view, refused: null, during };
}

function sleep(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}

const wanted = process.argv.slice(2);
const chosen = scenarios().filter(({ scenario }) => wanted.length === 0 || wanted.includes(scenario.name));
const installation = newInstallation();
const supervisor = await installation.start([], { HORMESIS_ADMIN_TOKEN: TOKEN });
try {
  const plane = planeAt(String(supervisor.ready.url));
  const seen = (t: Topology) => t.placeRates.reduce((sum, { callsPerSecond }) => sum + callsPerSecond, 0) > 500;
  await until('whole traffic on the map', async () => seen(await plane.get('/topology', topology)), 90_000);
  const outcomes: Outcome[] = [];
  for (const { file, scenario } of chosen) {
    const outcome = await play(plane, file, scenario);
    outcomes.push(outcome);
    console.log(
      `${scenario.name}: ${outcome.experiment?.verdict ?? outcome.refused}: ${outcome.experiment?.reason ?? ''}`,
    );
    await sleep(REST_MS);
  }
  const table = tableOf(outcomes);
  console.log(table);
  if (wanted.length === 0) {
    const marks = /(<!-- outcomes -->\n)[\s\S]*(<!-- end of outcomes -->)/;
    writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(marks, `$1\n${table}\n$2`));
  }
} finally {
  await supervisor.stop();
  installation.remove();
}
