import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { haltReport } from '@hormesis/contract/halt.ts';
import { startBenchPlane } from './bench-plane.ts';
import type { Figures } from './figures.ts';
import type { ClientAnswer, ClientOrder } from './halt-client.ts';
import { all, percentile, startClients, stopClients } from './processes.ts';

const PROCESSES = 4;
/** The fleet comes to rest for so long before the halt, milliseconds: work left over from making ten thousand calls is not the halt's. */
const SETTLE_MS = 5_000;
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
 * (`dropP99Ms`) and to the answer that all have confirmed (`confirmedMs`; `unknown` says how many had not). Beside it, in the same run and from as many processes, a
 * bare WebSocket broadcast with a reply from each. All clients are on this machine, so their CPU time is told too.
 */
export async function haltBench(options: readonly string[]): Promise<Figures> {
  const agents = Number(/^\d+$/.exec(options[options.indexOf('--agents') + 1] ?? '')?.[0] ?? 10_000);
  const bare = await bareBroadcast(agents);
  const halt = await haltAll(agents);
  return { agents, ...halt, ...bare, dropRatio: halt.dropP99Ms / bare.bareP99Ms };
}

async function haltAll(agents: number) {
  const plane = await startBenchPlane();
  const clients = startClients<ClientOrder>(CLIENT, PROCESSES, {
    kind: 'agents',
    url: plane.url,
    token: plane.agentToken,
    count: Math.ceil(agents / PROCESSES),
  });
  try {
    await plane.post('/scenarios/apply', { yaml: DOCUMENTS });
    await all(clients, 'connected');
    const started = await plane.post('/experiments', { scenario: 'bench-hangs' });
    if (!started.id) throw new Error(`not started: ${JSON.stringify(started)}`);
    await all(clients, 'armed');
    await pause(SETTLE_MS);
    const beganNs = process.hrtime.bigint();
    const report = haltReport.parse(await plane.post('/halt', { reason: 'bench' }));
    const answeredMs = Number(process.hrtime.bigint() - beganNs) / 1e6;
    const told = await times(clients, beganNs);
    return {
      confirmed: report.agents.confirmed,
      unknown: report.agents.unknown.length,
      held: told.afterMs.length,
      dropP50Ms: percentile(told.afterMs, 0.5),
      dropP99Ms: percentile(told.afterMs, 0.99),
      dropLastMs: percentile(told.afterMs, 1),
      // As the caller sees it; the control plane cannot know how long the call waited before it was read.
      confirmedMs: answeredMs,
      toldConfirmedMs: report.ms,
      clientCpuMs: told.cpuMs,
    };
  } finally {
    stopClients(clients);
    await plane.stop();
  }
}

async function bareBroadcast(agents: number) {
  const server = fork(BARE_SERVER, [String(agents)]);
  const [{ url }] = await once(server, 'message');
  const count = Math.ceil(agents / PROCESSES);
  const clients = startClients<ClientOrder>(CLIENT, PROCESSES, { kind: 'bare', url, token: '', count });
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

/** When each client was reached after `beganNs`; the monotonic clock is one for all processes of a machine. */
async function times(clients: readonly ChildProcess[], beganNs: bigint) {
  const waiting = all<ClientAnswer, 'times'>(clients, 'times');
  for (const client of clients) client.send({ kind: 'tell' });
  const answers = await waiting;
  const afterMs = answers.flatMap((each) => each.atNs.map((at) => Number(BigInt(at) - beganNs) / 1e6));
  // What was let go before is a lease that ran out on a busy machine, not the halt: `held` says how many are left.
  return { afterMs: afterMs.filter((ms) => ms >= 0), cpuMs: answers.reduce((sum, each) => sum + each.cpuMs, 0) };
}
