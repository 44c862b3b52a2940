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

/** When each link was last let go, by its number. */
const reachedNs = new Map<number, string>();
let telling = false;
let count = 0;
let cpuAtArming = process.cpuUsage();
const tell = (answer: ClientAnswer) => process.send?.(answer);
/** So long the calls are made at most, milliseconds: a machine that cannot renew so many leases would never be ready. */
const ARMING_MS = 60_000;
/** Lets frames in. */
const breath = () => new Promise<void>((resolve) => setImmediate(resolve));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

process.on('message', (message: ClientOrder | { kind: 'tell' }) => {
  if (message.kind === 'tell') {
    telling = true;
    void tellTimes();
  } else if (message.kind === 'bare') void bare(message);
  else void agents(message);
});

/** Waits a little for stragglers, then tells what there is. */
async function tellTimes(): Promise<void> {
  for (let waitedMs = 0; reachedNs.size < count && waitedMs < 5_000; waitedMs += 50) await pause(50);
  const { user, system } = process.cpuUsage(cpuAtArming);
  tell({ kind: 'times', atNs: [...reachedNs.values()], cpuMs: (user + system) / 1_000 });
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
  await holdAll(connected, () => {
    cpuAtArming = process.cpuUsage();
    tell({ kind: 'armed' });
  });
}

/**
 * Sees that every agent holds a call, until the end is near; `armed` is told once, when all do or no more can be had. Each
 * agent takes its turn alone, so that the leases of the others are renewed meanwhile; a call that its lease let go while
 * others were still being made is made again.
 */
async function holdAll(connected: readonly Agent[], armed: () => void): Promise<void> {
  const free = new Set(connected.keys());
  const limitMs = performance.now() + ARMING_MS;
  let isArmed = false;
  while (!telling) {
    for (const index of [...free]) {
      const agent = connected[index];
      // Without a lease, or halted, there is nothing to try: a halt costs these loops no time.
      if (!agent?.carrying) continue;
      if (hang(agent, index, () => free.add(index))) free.delete(index);
      await breath();
    }
    if (!isArmed && (free.size === 0 || performance.now() > limitMs)) {
      isArmed = true;
      armed();
    }
    await pause(200);
  }
}

/** Makes the agent hold one hanging call of a user in treatment; false while it may not yet. */
function hang(agent: Agent, index: number, lost: () => void): boolean {
  const context = treatmentContext(agent, index);
  const injection = context && agent.decide(context, 'bench>http:dependency');
  if (!injection) return false;
  injection.applied();
  reachedNs.delete(index);
  injection.released.addEventListener('abort', () => {
    reachedNs.set(index, String(process.hrtime.bigint()));
    injection.end();
    lost();
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
      reachedNs.set(index, String(process.hrtime.bigint()));
      socket.send(JSON.stringify({ type: 'ack', echo: String(data).length }));
    });
    if (index % 20 === 0) await pause(20);
  }
}
