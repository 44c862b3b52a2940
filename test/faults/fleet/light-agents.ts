import './overhear.ts';
import { randomUUID } from 'node:crypto';
import type { Agent, IncomingRequest, RequestContext } from '@hormesis/link/agent.ts';
import { connectAgent } from '@hormesis/link/connect.ts';
import { Random } from '../random.ts';
import { nowMs, write } from './journal.ts';

/**
 * Several services in one process, each with an agent of its own: the real link and core, and instead of HTTP a call of a
 * function. Whatever is injected is written down by the "service" itself, with the moment before it asked.
 */
const url = process.env.HORMESIS_URL ?? '';
const token = process.env.HORMESIS_AGENT_TOKEN ?? '';
const name = process.env.FAULTS_NAME ?? '';
const edges = Number(process.env.FAULTS_EDGES);
const shops = Number(process.env.FAULTS_SHOPS);
const random = new Random(Number(process.env.FAULTS_SEED));

const USERS = 400;
const REQUEST_EVERY_MS = 25;
/** How long a call goes on after it was released, as one does that has half of its body still to come, milliseconds. */
const LINGERS_MS = 40;
const CALLS = ['shop>http:offers', 'shop>http:stock', 'shop>http:payments'];

/** The wall clock of this process's agents, which somebody may set wrong. */
let stepMs = 0;
process.on('message', (message: { type: string; ms: number }) => {
  if (message.type === 'step') stepMs = message.ms;
});
const clock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() + stepMs };

interface Instance {
  readonly name: string;
  readonly agent: Agent;
}

function connect(service: string, number: number): Instance {
  const instance = `${service}-${name}-${number}`;
  const facts = { version: '1', runtime: 'light', zone: null, region: null, unsupported: [] };
  return { name: instance, agent: connectAgent({ url, token, service, instance, clock, ...facts }) };
}
const fronts = Array.from({ length: edges }, (_, number) => connect('edge', number));
const backs = Array.from({ length: shops }, (_, number) => connect('shop', number));

async function request(): Promise<void> {
  const user = `u${random.whole(1, USERS)}`;
  const edge = random.of(fronts);
  const shop = random.of(backs);
  const received = edge.agent.receive(incoming('/buy/1', { 'x-user-id': user }));
  const { context, outcome } = received;
  if (context) write({ kind: 'arm', instance: edge.name, experiment: context.experiment, arm: context.arm, user });
  const baggage = edge.agent.outgoingBaggage(undefined, context, true);
  await visit(shop, user, baggage);
  outcome?.finished(200);
}

async function visit(shop: Instance, user: string, baggage: string | undefined): Promise<void> {
  const { context } = shop.agent.receive(incoming('/offers', baggage === undefined ? {} : { baggage }));
  await Promise.all(CALLS.map((callGroup) => call(shop, user, context, callGroup)));
}

async function call(shop: Instance, user: string, context: RequestContext | null, callGroup: string): Promise<void> {
  // A pause of the whole process between asking and writing must not make a call look later than it was decided.
  const askedAtMs = nowMs();
  const injection = shop.agent.decide(context, callGroup);
  if (injection && context) {
    const id = randomUUID();
    const { experiment } = injection;
    write(
      { kind: 'injected', instance: shop.name, call: id, experiment, arm: context.arm, user, callGroup },
      askedAtMs,
    );
    injection.applied();
    await held(injection.fault.kind === 'latency' ? injection.fault.delayMs : 0, injection.released);
    write({ kind: 'ended', instance: shop.name, call: id });
    injection.end();
    if (context) shop.agent.recordFate(context, callGroup, { absorbedBy: 'fallback' });
  }
  shop.agent.recordCall({ callGroup, context, failed: false });
}

function held(delayMs: number, released: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    released.addEventListener('abort', () => {
      clearTimeout(timer);
      setTimeout(resolve, LINGERS_MS);
    });
  });
}

function incoming(path: string, headers: Readonly<Record<string, string>>): IncomingRequest {
  return { method: 'GET', path, query: '', header: (header) => headers[header] };
}

setInterval(() => void request(), REQUEST_EVERY_MS);
const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.send?.({ type: 'ready' });
