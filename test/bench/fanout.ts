import pg from 'pg';
import { startTestPostgres } from '../harness/postgres.ts';
import { askApi, type Replicas, startReplicas } from '../harness/replicas.ts';
import { type Arrival, FanoutAgents } from './fanout-agents.ts';
import type { Figures } from './figures.ts';
import { percentile } from './processes.ts';

const AGENTS = 300;
/** Changes that are measured; each comes after a pause in which what it began has ended, milliseconds. */
const CHANGES = 40;
const PAUSE_MS = 400;

const DOCUMENTS = `kind: CriticalPath
name: bench
title: Every agent is an entry
entries: [{service: bench, routes: ["GET /bench"]}]
unit: {from: header, name: x-user}
allowlist: [{callGroup: "bench>http:dependency", role: degradable}]
approval: {by: bench, reason: all traffic is made here, sandbox: true}
---
kind: Scenario
name: bench-slow
path: bench
title: One dependency is slow
hypothesis: Nobody minds
faults: [{callGroup: "bench>http:dependency", fault: {kind: latency, delayMs: 100}}]
ramp: {stages: [{trafficPpm: 500000, holdMs: 3600000}]}
guardrails: {budgetUnits: 1000000}
`;

/**
 * From the call of the API that changes what agents do (a running experiment is paused, or resumed) to the new rules at
 * every agent: with three replicas on one PostgreSQL, the calls going to each in turn, and beside it in the same run the
 * same agents at one replica. `othersP99Ms` are the agents of the two replicas that were not asked.
 */
export async function fanoutBench(options: readonly string[]): Promise<Figures> {
  const agents = Number(/^\d+$/.exec(options[options.indexOf('--agents') + 1] ?? '')?.[0] ?? AGENTS);
  const postgres = await startTestPostgres({ durable: true });
  try {
    const one = await withReplicas(postgres.templateUrl, 'bench_one', 1, agents);
    const three = await withReplicas(postgres.templateUrl, 'bench_three', 3, agents);
    const all = three.flatMap(({ arrivals }) => arrivals.map(({ afterMs }) => afterMs));
    const alone = one.flatMap(({ arrivals }) => arrivals.map(({ afterMs }) => afterMs));
    const others = three.flatMap(({ asked, arrivals }) => arrivals.filter(({ replica }) => replica !== asked));
    return {
      ...{ agents, changes: CHANGES, replicas: 3, p50Ms: percentile(all, 0.5), p99Ms: percentile(all, 0.99) },
      lastMs: percentile(all, 1),
      othersP50Ms: percentile(
        others.map(({ afterMs }) => afterMs),
        0.5,
      ),
      othersP99Ms: percentile(
        others.map(({ afterMs }) => afterMs),
        0.99,
      ),
      answeredP50Ms: percentile(
        three.map(({ answeredMs }) => answeredMs),
        0.5,
      ),
      ...{ oneP50Ms: percentile(alone, 0.5), oneP99Ms: percentile(alone, 0.99), oneLastMs: percentile(alone, 1) },
      ratioP99: percentile(all, 0.99) / percentile(alone, 0.99),
    };
  } finally {
    await postgres.stop();
  }
}

interface Change {
  readonly asked: number;
  readonly answeredMs: number;
  readonly arrivals: readonly Arrival[];
}

async function withReplicas(templateUrl: string, name: string, count: number, agents: number): Promise<Change[]> {
  const databaseUrl = await cloned(templateUrl, name);
  const replicas = await startReplicas({ databaseUrl: () => databaseUrl, count, env: { HORMESIS_SCENARIOS: '' } });
  let fleet: FanoutAgents | undefined;
  try {
    const urls = Array.from({ length: count }, (_, place) => replicas.at(place).url);
    fleet = await FanoutAgents.connect(urls, replicas.agentToken, agents);
    await post(replicas, 0, '/scenarios/apply', { yaml: DOCUMENTS });
    const { id } = await post(replicas, 0, '/experiments', { scenario: 'bench-slow' });
    fleet.tellOf(String(id));
    await pause(2_000);
    return await changes(replicas, count, fleet, String(id));
  } finally {
    fleet?.close();
    await replicas.stop();
  }
}

async function changes(replicas: Replicas, count: number, fleet: FanoutAgents, experiment: string) {
  const all: Change[] = [];
  for (let turn = 0; turn < CHANGES; turn += 1) {
    const asked = turn % count;
    const act = turn % 2 === 0 ? 'pause' : 'resume';
    let answeredMs = Number.NaN;
    const arrivals = await fleet.change(async () => {
      const beganMs = performance.now();
      await post(replicas, asked, `/experiments/${experiment}/${act}`, { reason: 'bench' });
      answeredMs = performance.now() - beganMs;
    });
    all.push({ asked, answeredMs, arrivals });
    await pause(PAUSE_MS);
  }
  return all;
}

async function post(replicas: Replicas, place: number, route: string, body: object): Promise<Record<string, unknown>> {
  const asking = { token: replicas.adminToken, body };
  const answer = await askApi<Record<string, unknown>>(replicas.at(place).url, route, asking);
  if (answer.status >= 300) throw new Error(`${route} was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function cloned(templateUrl: string, name: string): Promise<string> {
  const url = new URL(templateUrl);
  const template = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
