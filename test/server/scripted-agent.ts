import {
  type ActiveExperiment,
  type DownFrame,
  downFrame,
  type HaltFrame,
  LINK_PATH,
  type Renewed,
  type Report,
  type Ruleset,
} from '@hormesis/contract/agent-link.ts';
import { type CallSum, columnsOf } from '@hormesis/link/call-columns.ts';
import { WebSocket } from 'ws';
import { until } from '../harness/until.ts';

/** An agent that says on the wire exactly what a test tells it to. Every frame it hears is checked against the contract. */
export interface ScriptedAgent {
  readonly instance: string;
  readonly frames: readonly DownFrame[];
  /** Called with each halt as it arrives; confirms it unless a test puts something else here. */
  onHalt: (frame: HaltFrame) => void;
  /** The newest ruleset, or undefined. */
  ruleset(): Ruleset | undefined;
  /** Sends a report with the next sequence, or `sequence`, and waits for its answer. */
  report(parts?: ReportParts): Promise<Renewed>;
  /** Sends a report without waiting; gives its sequence. */
  sendReport(parts?: ReportParts): number;
  ack(halt: string, active?: ActiveExperiment[], halted?: string[]): void;
  send(frame: unknown): void;
  close(): void;
  readonly closed: Promise<number>;
}

export interface AgentOptions {
  readonly url: string;
  readonly token: string;
  readonly service: string;
  readonly instance: string;
  readonly unsupported?: string[];
  readonly halted?: string[];
  readonly region?: string;
  /** False: opens the link and says nothing. */
  readonly hello?: boolean;
}

export function helloOf({ service, instance, unsupported = [], halted = [], region }: AgentOptions) {
  const facts = { version: '0', runtime: 'script', zone: null, region: region ?? null };
  return { type: 'hello', protocol: 2, service, instance, ...facts, unsupported, halted, active: [] };
}

/** Connects, says hello, and waits for the first ruleset. */
export async function scriptedAgent(options: AgentOptions): Promise<ScriptedAgent> {
  const frames: DownFrame[] = [];
  let sequence = 0;
  const socket = new WebSocket(`${options.url.replace('http', 'ws')}${LINK_PATH}`, {
    headers: { authorization: `Bearer ${options.token}` },
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const send = (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const agent: ScriptedAgent = {
    instance: options.instance,
    frames,
    closed,
    onHalt: (frame) => agent.ack(frame.halt),
    ruleset: () => frames.findLast((frame): frame is Ruleset => frame.type === 'ruleset'),
    send,
    sendReport(parts = {}) {
      const next = parts.sequence ?? sequence + 1;
      sequence = next;
      send(reportOf(next, parts));
      return next;
    },
    async report(parts) {
      const heard = frames.length;
      const sent = agent.sendReport(parts);
      return until(`the answer to report ${sent}`, () =>
        frames.slice(heard).find((frame): frame is Renewed => frame.type === 'renewed' && frame.sequence === sent),
      );
    },
    ack: (halt, active = [], halted = []) => send({ type: 'ack', halt, revision: 0, active, halted }),
    close: () => socket.terminate(),
  };
  socket.on('message', (data) => {
    const frame = downFrame.parse(JSON.parse(String(data)));
    frames.push(frame);
    if (frame.type === 'halt') agent.onHalt(frame);
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  if (options.hello === false) return agent;
  send(helloOf(options));
  await until('the first ruleset', () => agent.ruleset());
  return agent;
}

/** What a test says of a report; its calls one by one, the way they are thought of. */
export interface ReportParts extends Partial<Omit<Report, 'callGroups' | 'calls'>> {
  readonly calls?: readonly CallSum[];
}

/** A report with nothing in it but `parts`. */
export function reportOf(sequence: number, { calls = [], ...parts }: ReportParts = {}): Report {
  const nothing = { paths: [], exposures: [], events: [], active: [], halted: [], dropped: 0, counters: {} };
  return { type: 'report', sequence, revision: 0, ...columnsOf(calls), ...nothing, ...parts };
}

/** A call sum with every count zero but those given. */
export function callSum(parts: Partial<CallSum> & { callGroup: string }): CallSum {
  return { experiment: null, arm: null, stage: null, calls: 0, ...parts };
}
