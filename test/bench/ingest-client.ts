/** One of the processes that hold many reporting agents for the ingest bench; told what to do by its parent. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import os from 'node:os';
import type { Report } from '@hormesis/contract/agent-link.ts';
import { harmWaitMs } from '@hormesis/link/reporter.ts';
import { Sums } from '@hormesis/link/sums.ts';
import { maskedFrame, openRawLink, putMasked } from './raw-link.ts';

export interface IngestOrder {
  readonly url: string;
  readonly token: string;
  /** Agents of this process, and all services they spread over. */
  readonly count: number;
  readonly services: number;
  readonly callGroups: number;
  /** Given by the parent: which of its processes this is. */
  readonly index?: number;
}

/** `run`: from now on reports belong to this experiment. `tell`: what was answered since the last time, and all failures sent so far. */
export type IngestCommand = { readonly kind: 'run'; readonly experiment: string } | { readonly kind: 'tell' };

/** A failing unit: when its request failed, and when the report that tells of it was sent, ns of the machine's monotonic clock. */
export interface SentEvent {
  readonly failedNs: string;
  readonly sentNs: string;
}

export type IngestAnswer =
  | { readonly kind: 'connected' }
  | { readonly kind: 'told'; readonly answered: number; readonly cpuMs: number; readonly events: SentEvent[] };

/** Each sequence has ten digits, so a frame that is sent again differs in them only. */
const FIRST_SEQUENCE = 1_000_000_000;
const SEQUENCE_AT = '{"type":"report","sequence":'.length;
const SLOTS = 100;
/** As the agents do: an unanswered report is sent again after this long. */
const RESEND_MS = 2_000;
/** Units exposed by each instance of the entry service a second, and which of them fail: as many in both arms. */
const UNITS = 4;
const FAILS_EACH = 25;

interface FakeAgent {
  readonly service: string;
  readonly instance: string;
  socket: Socket | null;
  frame: Buffer;
  sequence: number;
  sentMs: number | null;
  again: boolean;
  /** Requests that ended well since the last report. */
  units: number;
  /** Units that failed since the last report. */
  harmed: Harmed[];
  harmTimer: NodeJS.Timeout | null;
}

interface Harmed {
  readonly unit: string;
  readonly arm: 'treatment' | 'control';
  readonly failedNs: bigint;
}

const order = await new Promise<IngestOrder>((resolve) =>
  process.once('message', (message) => resolve(message as IngestOrder)),
);
// In production agents stand on other machines: here they give way to what is measured.
os.setPriority(os.constants.priority.PRIORITY_LOW);
const tell = (answer: IngestAnswer) => process.send?.(answer);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const nowNs = () => process.hrtime.bigint();

let experiment: string | null = null;
let answered = 0;
let units = 0;
let cpuBefore = process.cpuUsage();
const sentEvents: SentEvent[] = [];
const frames = new Map<string, Buffer>();
const agents = Array.from({ length: order.count }, (_, number): FakeAgent => {
  const service = `service-${number % order.services}`;
  const instance = `${service}-${order.index}-${number}`;
  return {
    service,
    instance,
    socket: null,
    frame: Buffer.alloc(0),
    sequence: FIRST_SEQUENCE,
    sentMs: null,
    again: false,
    units: 0,
    harmed: [],
    harmTimer: null,
  };
});

process.on('message', (command: IngestCommand) => {
  if (command.kind === 'run') {
    experiment = command.experiment;
    frames.clear();
    for (const agent of agents) agent.frame = frameOf(agent.service);
    return;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  cpuBefore = process.cpuUsage();
  tell({ kind: 'told', answered, cpuMs: (user + system) / 1_000, events: sentEvents });
  answered = 0;
});

const TOGETHER = 20;
for (let from = 0; from < agents.length; from += TOGETHER) {
  await Promise.all(agents.slice(from, from + TOGETHER).map(open));
  await pause(10);
}
tell({ kind: 'connected' });
// Spread over the second, as agents are.
const slots = Array.from({ length: SLOTS }, (_, at) => agents.filter((_agent, number) => number % SLOTS === at));
let slot = 0;
const beganMs = performance.now();
setInterval(() => {
  for (; beganMs + slot * (1_000 / SLOTS) <= performance.now(); slot += 1)
    for (const agent of slots[slot % SLOTS] ?? []) {
      agent.units = UNITS;
      tick(agent);
    }
}, 1_000 / SLOTS);

async function open(agent: FakeAgent): Promise<void> {
  agent.frame = frameOf(agent.service);
  agent.socket = await openRawLink(order.url, order.token, (text) => heard(agent, text));
  agent.socket.write(maskedFrame(Buffer.from(JSON.stringify(helloOf(agent)))));
}

function helloOf({ service, instance }: FakeAgent) {
  const facts = { version: 'bench', runtime: 'bench', zone: null, region: null };
  return { type: 'hello', protocol: 2, service, instance, ...facts, unsupported: [], halted: [], active: [] };
}

function heard(agent: FakeAgent, text: Buffer): void {
  if (!text.subarray(0, 40).includes('"renewed"') || agent.sentMs === null) return;
  agent.sentMs = null;
  answered += 1;
  if (agent.again) tick(agent);
}

function tick(agent: FakeAgent): void {
  if (agent.harmTimer) clearTimeout(agent.harmTimer);
  agent.harmTimer = null;
  const nowMs = performance.now();
  if (agent.sentMs === null) next(agent);
  else if (nowMs - agent.sentMs < RESEND_MS) {
    agent.again = true;
    return;
  }
  agent.sentMs = nowMs;
  agent.socket?.write(agent.frame);
}

/** The next number; at an entry, which has units to tell of, a frame of its own. */
function next(agent: FakeAgent): void {
  agent.sequence += 1;
  agent.again = false;
  if (agent.service === 'service-0') agent.frame = maskedFrame(Buffer.from(entryText(agent)));
  else {
    agent.frame = Buffer.from(agent.frame);
    const start = agent.frame.length - payloadLengthOf(agent.frame);
    const digits = String(agent.sequence);
    for (let at = 0; at < digits.length; at += 1)
      putMasked(agent.frame, start, SEQUENCE_AT + at, digits.charCodeAt(at));
  }
}

function payloadLengthOf(frame: Buffer): number {
  const short = (frame[1] ?? 0) & 0x7f;
  return short < 126 ? short : short === 126 ? frame.readUInt16BE(2) : Number(frame.readBigUInt64BE(2));
}

/** All instances of a service report alike, so they share the bytes. */
function frameOf(service: string): Buffer {
  const known = frames.get(service);
  if (known) return known;
  const frame = maskedFrame(Buffer.from(JSON.stringify(reportOf(service, FIRST_SEQUENCE))));
  frames.set(service, frame);
  return frame;
}

/** What an agent's own sums make of a second: twenty call groups, in both arms while an experiment runs. */
function reportOf(service: string, sequence: number): Report {
  const sums = new Sums();
  const belongings = experiment
    ? (['treatment', 'control'] as const).map((arm) => ({ experiment, arm, stage: 0 }))
    : [{ experiment: null, arm: null, stage: null }];
  for (let group = 0; group < order.callGroups; group += 1)
    for (const belonging of belongings) {
      const sum = sums.call(`${service}>http:dependency-${group}`, belonging);
      sum.calls = experiment ? 5 : 10;
      sum.failures = group % 4 === 0 ? 1 : 0;
      if (belonging.arm === 'treatment' && group === 0) Object.assign(sum, { injected: 5, absorbed: { fallback: 5 } });
    }
  const active = experiment ? [{ experiment, rules: 1, inFlight: 0 }] : [];
  const { callGroups, calls, dropped } = sums.take();
  const empty = { paths: [], exposures: [], events: [], halted: [], counters: {} };
  return {
    type: 'report',
    sequence,
    revision: 1,
    active,
    callGroups: [...callGroups],
    calls: [...calls],
    ...empty,
    dropped,
  };
}

function entryText(agent: FakeAgent): string {
  const report = reportOf(agent.service, agent.sequence);
  const arms = experiment ? (['treatment', 'control'] as const) : [null];
  const stage = experiment ? 0 : null;
  report.paths = arms.map((arm) => ({
    path: 'bench',
    experiment,
    arm,
    stage,
    requests: agent.units / arms.length,
    failed: agent.harmed.filter((each) => each.arm === arm).length,
  }));
  for (; agent.units > 0; agent.units -= 1) addUnit(agent, report);
  for (const each of agent.harmed.splice(0)) addHarmed(report, each);
  return JSON.stringify(report);
}

/** One request of a new unit at any moment of a second: of the one before the report, or, when it fails, of the one after. */
function addUnit(agent: FakeAgent, { exposures }: Report): void {
  units += 1;
  if (!experiment) return;
  const arm = units % 2 === 0 ? 'treatment' : 'control';
  // Spread like the hashes that agents make: where they are not, halving the sample sheds nobody and is done again every second.
  const unit = randomBytes(8).toString('hex');
  const ageMs = Math.round(Math.random() * 1_000);
  if (units % FAILS_EACH === 0) setTimeout(() => fail(agent, { unit, arm, failedNs: nowNs() }), ageMs);
  else exposures.push({ experiment, stage: 0, arm, unit, ageMs, outcome: 'ok' });
}

/** As the agents do: failures do not wait for the end of the second. */
function fail(agent: FakeAgent, harmed: Harmed): void {
  agent.harmed.push(harmed);
  agent.harmTimer ??= setTimeout(() => tick(agent), harmWaitMs(Math.random()));
}

function addHarmed({ exposures, events }: Report, { unit, arm, failedNs }: Harmed): void {
  if (!experiment) return;
  const sentNs = nowNs();
  const ageMs = Math.round(Number(sentNs - failedNs) / 1e6);
  exposures.push({ experiment, stage: 0, arm, unit, ageMs, outcome: 'failed' });
  events.push({ experiment, kpi: 'failed', stage: 0, rhoPpm: 500_000, arm, unit, ageMs });
  sentEvents.push({ failedNs: String(failedNs), sentNs: String(sentNs) });
}
