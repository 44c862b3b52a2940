import { WebSocket } from 'ws';
import { type RuledExperiment, write } from './journal.ts';

/**
 * Writes down what an agent says and hears on its line, before the agent itself sees it: so a lease is judged by frames,
 * not by what the agent makes of them. It patches the class that the link uses too.
 */
const instances = new WeakMap<object, string>();

interface Frame {
  readonly type: string;
  // The frames of the contract, and here only looked at.
  // biome-ignore lint/suspicious/noExplicitAny: each kind has other fields
  readonly [field: string]: any;
}

const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (this: WebSocket, data: unknown, ...rest: unknown[]) {
  const frame = parse(data);
  if (frame?.type === 'hello') {
    instances.set(this, frame.instance);
    write({ kind: 'hello', instance: frame.instance, halted: frame.halted });
  }
  const instance = instances.get(this);
  if (instance && frame?.type === 'report') write({ kind: 'report', instance, sequence: frame.sequence });
  if (instance && frame?.type === 'ack') write({ kind: 'ack', instance, halted: frame.halted, active: frame.active });
  return Reflect.apply(send, this, [data, ...rest]);
} as typeof send;

const emit = WebSocket.prototype.emit;
WebSocket.prototype.emit = function (this: WebSocket, event: string | symbol, ...args: unknown[]) {
  const instance = event === 'message' ? instances.get(this) : undefined;
  const frame = instance ? parse(String(args[0])) : null;
  if (instance && frame) hear(instance, frame);
  return Reflect.apply(emit, this, [event, ...args]);
} as typeof emit;

function hear(instance: string, frame: Frame): void {
  if (frame.type === 'renewed') {
    const leases = frame.experiments.map(({ id, leaseMs }: { id: string; leaseMs: number }) => ({ id, leaseMs }));
    write({ kind: 'renewed', instance, sequence: frame.sequence, leases });
  }
  if (frame.type !== 'ruleset') return;
  const entries = frame.entries.flatMap(({ experiments }: { experiments: Frame[] }) => experiments);
  const experiments = frame.experiments.map((rules: Frame): RuledExperiment => {
    const entry = entries.find(({ id }: Frame) => id === rules.id);
    const { id, stage, allowlist } = rules as unknown as RuledExperiment;
    return { id, stage, allowlist, entry: entry ? { rhoPpm: entry.rhoPpm, pool: entry.pool } : null };
  });
  write({ kind: 'ruleset', instance, revision: frame.revision, experiments });
}

function parse(data: unknown): Frame | null {
  try {
    return JSON.parse(String(data)) as Frame;
  } catch {
    return null;
  }
}
