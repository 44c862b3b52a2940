import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { haltReport } from '@hormesis/contract/halt.ts';
import { startControlPlane } from '../harness/control-plane.ts';
import { startTestPostgres } from '../harness/postgres.ts';
import type { Figures } from './figures.ts';
import type { ClientAnswer, ClientOrder } from './halt-client.ts';

const PROCESSES = 4;
const READY_WITHIN_MS = 300_000;
const CLIENT = fileURLToPath(new URL('./halt-client.ts', import.meta.url));
const BARE_SERVER = fileURLToPath(new URL('./bare-server.ts', import.meta.url));

const DOCUMENTS = `kind: CriticalPath
name: bench
title: Every agent is an entry
entries: [{service: bench, routes: ["GET /bench"]}]
unit: {from: header, name: x-user}
allowlist: [{callGroup: "bench>http:dependency", role: degradable}]
approval: {by: bench, reason: all traffic is made here, sandbox: true}
---
kind: Scenario
name: bench-hangs
path: bench
title: Calls hang
hypothesis: A halt reaches every agent at once
faults: [{callGroup: "bench>http:dependency", fault: {kind: latency, delayMs: 60000}}]
ramp: {stages: [{trafficPpm: 500000, holdMs: 3600000}]}
guardrails: {budgetUnits: 1000000}
`;

/**
 * *Halt all* with many links, each holding a call that hangs: from the API call to the moment each agent has let go
 * (`dropP99Ms`) and to the last confirmation (`confirmedMs`). Beside it, in the same run and from as many processes, a
 * bare WebSocket broadcast with a reply from each. All clients are on this machine, so their CPU time is told too.
 */
export async function haltBench(options: readonly string[]): Promise<Figures> {
  const agents = Number(/^\d+$/.exec(options[options.indexOf('--agents') + 1] ?? '')?.[0] ?? 10_000);
  const bare = await bareBroadcast(agents);
  const halt = await haltAll(agents);
  return { agents, ...halt, ...bare, dropRatio: halt.dropP99Ms / bare.bareP99Ms };
}

async function haltAll(agents: number) {
  const postgres = await startTestPostgres();
  const plane = await startControlPlane({ databaseUrl: postgres.templateUrl });
  const post = (path: string, body: object) =>
    fetch(`${plane.url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${plane.adminToken}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    }).then((response) => response.json() as Promise<Record<string, unknown>>);
  const clients = startClients({
    kind: 'agents',
    url: plane.url,
    token: plane.agentToken,
    count: Math.ceil(agents / PROCESSES),
  });
  try {
    await post('/scenarios/apply', { yaml: DOCUMENTS });
    await all(clients, 'connected');
    const started = await post('/experiments', { scenario: 'bench-hangs' });
    if (!started.id) throw new Error(`not started: ${JSON.stringify(started)}`);
    await all(clients, 'armed');
    const beganNs = process.hrtime.bigint();
    const report = haltReport.parse(await post('/halt', { reason: 'bench' }));
    const told = await times(clients, beganNs);
    return {
      confirmed: report.agents.confirmed,
      unknown: report.agents.unknown.length,
      held: told.afterMs.length,
      dropP50Ms: percentile(told.afterMs, 0.5),
      dropP99Ms: percentile(told.afterMs, 0.99),
      dropLastMs: percentile(told.afterMs, 1),
      confirmedMs: report.ms,
      clientCpuMs: told.cpuMs,
    };
  } finally {
    stopClients(clients);
    await plane.stop();
    await postgres.stop();
  }
}

async function bareBroadcast(agents: number) {
  const server = fork(BARE_SERVER, [String(agents)]);
  const [{ url }] = await once(server, 'message');
  const clients = startClients({ kind: 'bare', url, token: '', count: Math.ceil(agents / PROCESSES) });
  try {
    await all(clients, 'armed');
    const beganNs = process.hrtime.bigint();
    server.send('broadcast');
    const [{ repliedMs }] = await once(server, 'message');
    const told = await times(clients, beganNs);
    return { bareP99Ms: percentile(told.afterMs, 0.99), bareRepliedMs: repliedMs as number };
  } finally {
    stopClients(clients);
    server.kill();
  }
}

function startClients(order: ClientOrder): ChildProcess[] {
  return Array.from({ length: PROCESSES }, () => {
    const client = fork(CLIENT);
    client.send(order);
    return client;
  });
}

function stopClients(clients: readonly ChildProcess[]): void {
  for (const client of clients) client.kill();
}

function all(clients: readonly ChildProcess[], kind: ClientAnswer['kind']): Promise<ClientAnswer[]> {
  return Promise.all(clients.map((client) => answer(client, kind)));
}

function answer(client: ChildProcess, kind: ClientAnswer['kind']): Promise<ClientAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`a client was not ${kind} within ${READY_WITHIN_MS / 1_000} s`)),
      READY_WITHIN_MS,
    );
    const listen = (message: ClientAnswer) => {
      if (message.kind !== kind) return;
      clearTimeout(timer);
      client.off('message', listen);
      resolve(message);
    };
    client.on('message', listen);
    client.once('exit', (code) => reject(new Error(`a client ended with ${code}`)));
  });
}

/** When each client was reached after `beganNs`; the monotonic clock is one for all processes of a machine. */
async function times(clients: readonly ChildProcess[], beganNs: bigint) {
  const waiting = all(clients, 'times');
  for (const client of clients) client.send({ kind: 'tell' });
  const answers = (await waiting).filter((each) => each.kind === 'times');
  const afterMs = answers.flatMap((each) => each.atNs.map((at) => Number(BigInt(at) - beganNs) / 1e6));
  // What was let go before is a lease that ran out on a busy machine, not the halt: `held` says how many are left.
  return { afterMs: afterMs.filter((ms) => ms >= 0), cpuMs: answers.reduce((sum, each) => sum + each.cpuMs, 0) };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
