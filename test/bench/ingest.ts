import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type BenchPlane, startBenchPlane } from './bench-plane.ts';
import type { Figures } from './figures.ts';
import type { IngestAnswer, IngestOrder, SentEvent } from './ingest-client.ts';
import { postgresCpuSeconds } from './postgres-cpu.ts';
import { all, percentile, startClients, stopClients } from './processes.ts';

const PROCESSES = 2;
const CLIENT = fileURLToPath(new URL('./ingest-client.ts', import.meta.url));
const CALL_GROUPS = 20;
/** How long an experiment runs before anything is measured, and how long it is measured, seconds. */
const WARM_S = 15;
const MEASURED_S = 60;
const LOOK_MS = 20;

const DOCUMENTS = `kind: CriticalPath
name: bench
title: Many services behind one entry
entries: [{service: service-0, routes: ["GET /bench"]}]
unit: {from: header, name: x-user}
allowlist: [{callGroup: "*>http:dependency-0", role: degradable}]
approval: {by: bench, reason: all traffic is made here, sandbox: true}
---
kind: Scenario
name: bench-one-dependency
path: bench
title: One dependency of every service is down
hypothesis: Everybody has a fallback
faults: [{callGroup: "*>http:dependency-0", fault: {kind: error, status: 503}}]
ramp: {stages: [{trafficPpm: 500000, holdMs: 3600000}]}
guardrails: {budgetUnits: 1000000}
`;

/**
 * What it costs the control plane to take a report a second from each of many agents, each with twenty call groups in
 * both arms of a running experiment: CPU seconds a second, memory, rows written, and how old a failure is when it has
 * been evaluated. Where the machine cannot carry the clients beside it, `reportsPerSecond` is below `agents`, and
 * `cpuMsPer1000Reports` is the figure to read.
 */
export async function ingestBench(options: readonly string[]): Promise<Figures> {
  const agents = numberOf(options, '--agents', 10_000);
  const services = Math.max(1, Math.round(agents / 100));
  const plane = await startBenchPlane({ durable: true, profileDir: textOf(options, '--profile') });
  const observer = new pg.Client({ connectionString: plane.databaseUrl });
  const clients = startClients<IngestOrder>(CLIENT, PROCESSES, {
    url: plane.url,
    token: plane.agentToken,
    count: Math.ceil(agents / PROCESSES),
    services,
    callGroups: CALL_GROUPS,
  });
  try {
    await observer.connect();
    await plane.post('/scenarios/apply', { yaml: DOCUMENTS });
    await all(clients, 'connected');
    const experiment = await start(plane);
    for (const client of clients) client.send({ kind: 'run', experiment });
    await pause(numberOf(options, '--warm', WARM_S) * 1_000);
    const measured = await measure(plane, observer, clients, numberOf(options, '--seconds', MEASURED_S));
    const view = await plane.get(`/experiments/${experiment}`);
    if ((view.state as { name?: string })?.name !== 'running')
      throw new Error(`the experiment did not last: ${view.reason}`);
    return { agents, services, callGroups: CALL_GROUPS, ...measured };
  } finally {
    stopClients(clients);
    await observer.end();
    await plane.stop();
  }
}

async function start(plane: BenchPlane): Promise<string> {
  const started = await plane.post('/experiments', { scenario: 'bench-one-dependency' });
  if (typeof started.id !== 'string') throw new Error(`not started: ${JSON.stringify(started)}`);
  return started.id;
}

async function measure(
  plane: BenchPlane,
  observer: pg.Client,
  clients: readonly ChildProcess[],
  seconds: number,
): Promise<Figures> {
  await told(clients);
  const before = { ...(await costs(plane)), rows: await rowsWritten(observer), databaseMb: await databaseMb(observer) };
  const evaluatedBefore = await failing(observer);
  const beganMs = performance.now();
  const evaluatedNs: bigint[] = [];
  while (performance.now() - beganMs < seconds * 1_000) {
    const count = await failing(observer);
    const atNs = process.hrtime.bigint();
    while (evaluatedBefore + evaluatedNs.length < count) evaluatedNs.push(atNs);
    await pause(LOOK_MS);
  }
  const after = { ...(await costs(plane)), rows: await rowsWritten(observer), databaseMb: await databaseMb(observer) };
  const wallSeconds = (performance.now() - beganMs) / 1_000;
  const answers = await told(clients);
  const reports = answers.reduce((sum, each) => sum + each.answered, 0);
  const lagsMs = lags(
    answers.flatMap((each) => each.events),
    evaluatedBefore,
    evaluatedNs,
  );
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  return {
    reportsPerSecond: reports / wallSeconds,
    cpuCores: cpuSeconds / wallSeconds,
    cpuMsPer1000Reports: (cpuSeconds / reports) * 1e6,
    rssMb: after.rssMb,
    lagP50Ms: percentile(lagsMs, 0.5),
    lagP99Ms: percentile(lagsMs, 0.99),
    failuresFollowed: lagsMs.length,
    rowsPerSecond: (after.rows - before.rows) / wallSeconds,
    databaseMb: after.databaseMb,
    databaseMbPerMinute: ((after.databaseMb - before.databaseMb) / wallSeconds) * 60,
    postgresCores: (after.postgresSeconds - before.postgresSeconds) / wallSeconds,
    clientCores: answers.reduce((sum, each) => sum + each.cpuMs, 0) / 1_000 / wallSeconds,
  };
}

function told(clients: readonly ChildProcess[]) {
  const answers = all<IngestAnswer, 'told'>(clients, 'told');
  for (const client of clients) client.send({ kind: 'tell' });
  return answers;
}

/**
 * How old each failure was when it had been evaluated. Failures are only seen as a count: the first reports to leave are
 * the first to be counted, so the nth that was sent is the nth that was evaluated; its own wait for its report is added.
 */
function lags(events: readonly SentEvent[], evaluatedBefore: number, evaluatedNs: readonly bigint[]): number[] {
  const sent = events.map((each) => ({ failedNs: BigInt(each.failedNs), sentNs: BigInt(each.sentNs) }));
  sent.sort((a, b) => Number(a.sentNs - b.sentNs));
  return evaluatedNs.flatMap((at, index) => {
    const event = sent[evaluatedBefore + index];
    return event ? [Number(at - event.failedNs) / 1e6] : [];
  });
}

async function costs(plane: BenchPlane) {
  const text = await fetch(`${plane.url}/metrics`).then((response) => response.text());
  const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    cpuSeconds: metric('process_cpu_seconds_total'),
    rssMb: metric('process_resident_memory_bytes') / 1e6,
    postgresSeconds: postgresCpuSeconds(plane.postgresPid),
  };
}

/** Rows inserted and updated so far. */
async function rowsWritten(observer: pg.Client): Promise<number> {
  const result = await observer.query<{ rows: string }>(
    'select sum(n_tup_ins + n_tup_upd) as rows from pg_stat_user_tables',
  );
  return Number(result.rows[0]?.rows);
}

/** On the disk, with indexes and with what PostgreSQL has not cleared away yet; its log of changes is not in it. */
async function databaseMb(observer: pg.Client): Promise<number> {
  const result = await observer.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
  return Number(result.rows[0]?.bytes) / 1e6;
}

/** Failing units of both arms in the evidence as last written. */
async function failing(observer: pg.Client): Promise<number> {
  const result = await observer.query<{ failing: { treatment: number; control: number } | null }>(
    `select kpi -> 'failing' as failing from hormesis.experiments, jsonb_array_elements(evidence -> 'kpis') as kpi where kpi ->> 'kpi' = 'failed'`,
  );
  const counted = result.rows[0]?.failing;
  return counted ? counted.treatment + counted.control : 0;
}

function textOf(options: readonly string[], name: string): string | undefined {
  const at = options.indexOf(name);
  return at >= 0 ? options[at + 1] : undefined;
}

function numberOf(options: readonly string[], name: string, otherwise: number): number {
  const text = textOf(options, name) ?? '';
  return /^\d+$/.test(text) ? Number(text) : otherwise;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
