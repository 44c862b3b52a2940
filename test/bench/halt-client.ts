/** One of the processes that hold many links for the halt bench; told what to do by its parent. */
import type { Agent, RequestContext } from '@hormesis/link/agent.ts';
import { connectAgent } from '@hormesis/link/connect.ts';
import { WebSocket } from 'ws';

export interface ClientOrder {
  readonly kind: 'agents' | 'bare';
  readonly url: string;
  readonly token: string;
  readonly count: number;
}

export type ClientAnswer =
  | { readonly kind: 'connected' }
  | { readonly kind: 'armed' }
  | { readonly kind: 'times'; readonly atNs: readonly string[]; readonly cpuMs: number };

const reachedNs: string[] = [];
let count = 0;
let cpuAtArming = process.cpuUsage();
const tell = (answer: ClientAnswer) => process.send?.(answer);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

process.on('message', (message: ClientOrder | { kind: 'tell' }) => {
  if (message.kind === 'tell') void tellTimes();
  else if (message.kind === 'bare') void bare(message);
  else void agents(message);
});

/** Waits a little for stragglers, then tells what there is. */
async function tellTimes(): Promise<void> {
  for (let waitedMs = 0; reachedNs.length < count && waitedMs < 5_000; waitedMs += 50) await pause(50);
  const { user, system } = process.cpuUsage(cpuAtArming);
  tell({ kind: 'times', atNs: reachedNs, cpuMs: (user + system) / 1_000 });
}

async function agents(order: ClientOrder): Promise<void> {
  count = order.count;
  const connected: Agent[] = [];
  for (let index = 0; index < count; index += 1) {
    connected.push(
      connectAgent({
        url: order.url,
        token: order.token,
        service: 'bench',
        instance: `bench-${process.pid}-${index}`,
        version: 'bench',
        runtime: `node ${process.versions.node}`,
        zone: null,
        region: null,
        unsupported: [],
      }),
    );
    // Like a fleet that starts: not all within the same millisecond.
    if (index % 20 === 0) await pause(20);
  }
  while (connected.some((agent) => !agent.engaged)) await pause(200);
  tell({ kind: 'connected' });
  const waiting = new Set(connected.keys());
  while (waiting.size > 0) {
    for (const index of waiting) if (connected[index] && hang(connected[index], index)) waiting.delete(index);
    await pause(200);
  }
  cpuAtArming = process.cpuUsage();
  tell({ kind: 'armed' });
}

/** Makes the agent hold one hanging call of a user in treatment; false while it may not yet. */
function hang(agent: Agent, index: number): boolean {
  const context = treatmentContext(agent, index);
  const injection = context && agent.decide(context, 'bench>http:dependency');
  if (!injection) return false;
  injection.applied();
  injection.released.addEventListener('abort', () => {
    reachedNs.push(String(process.hrtime.bigint()));
    injection.end();
  });
  return true;
}

function treatmentContext(agent: Agent, index: number): RequestContext | null {
  for (let user = 0; user < 64; user += 1) {
    const received = agent.receive({
      method: 'GET',
      path: '/bench',
      query: '',
      header: (name) => (name === 'x-user' ? `user-${process.pid}-${index}-${user}` : undefined),
    });
    received.outcome?.finished(200);
    if (received.context?.arm === 'treatment') return received.context;
  }
  return null;
}

async function bare(order: ClientOrder): Promise<void> {
  count = order.count;
  let open = 0;
  for (let index = 0; index < count; index += 1) {
    const socket = new WebSocket(order.url);
    socket.on('open', () => {
      open += 1;
      if (open === count) tell({ kind: 'armed' });
    });
    socket.on('message', (data) => {
      reachedNs.push(String(process.hrtime.bigint()));
      socket.send(JSON.stringify({ type: 'ack', echo: String(data).length }));
    });
    if (index % 20 === 0) await pause(20);
  }
}
