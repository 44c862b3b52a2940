import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SpawnOptions {
  /** TypeScript or JavaScript file. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** For Node itself, before the entry. */
  readonly nodeArgs?: readonly string[];
  /** Added to a bare environment (PATH, HOME, TMPDIR): nothing of the caller's shell leaks into a test. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another Node than the one that runs the tests. */
  readonly node?: string;
  /** How long it may take until it says `{type: 'ready'}` over IPC, milliseconds. */
  readonly readyTimeoutMs?: number;
}

export interface Spawned {
  readonly process: ChildProcess;
  /** The message with `type: 'ready'`. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Everything it wrote so far, standard output and standard error in the order of arrival. */
  output(): string;
  /** Asks it to end (SIGTERM) and waits; SIGKILL after ten seconds. Resolves with exit code or signal. */
  stop(): Promise<Exit>;
  /** Ends it without a chance to clean up. */
  kill9(): Promise<Exit>;
  readonly exited: Promise<Exit>;
}

export type Exit = number | NodeJS.Signals;

/** The same processes start again and again: what they compile is kept, beside other temporary things. */
const COMPILED = path.join(tmpdir(), 'hormesis-compiled');

const alive = new Map<ChildProcess, string>();

/** Processes of this test file that still run; the leak check reads it. */
export function stillRunning(): string[] {
  return [...alive.values()];
}

/** Starts a Node process with an IPC channel and waits until it is ready. Rejects with its output when it exits before. */
export async function spawnNode(options: SpawnOptions): Promise<Spawned> {
  const started = launch(options);
  const timeoutMs = options.readyTimeoutMs ?? 60_000;
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${options.entry} ${why}:\n${started.output()}`));
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    started.process.on('message', (message) => {
      if (!isReady(message)) return;
      clearTimeout(timer);
      resolve(message);
    });
    started.exited.then((exit) => {
      clearTimeout(timer);
      fail(`exited with ${exit} before it was ready`);
    });
  }).catch(async (error: unknown) => {
    await started.kill9();
    throw error;
  });
  return { ...started, ready };
}

/** Starts a process that is expected to end by itself, without waiting for anything. */
export function launch(options: SpawnOptions): Omit<Spawned, 'ready'> {
  const args = [...(options.nodeArgs ?? []), options.entry, ...(options.args ?? [])];
  const child = spawn(options.node ?? process.execPath, args, {
    env: { ...bareEnvironment(), ...options.env },
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  alive.set(child, `${child.pid} ${options.entry} ${(options.args ?? []).join(' ')}`.trim());
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      alive.delete(child);
      resolve(signal ?? code ?? -1);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<Exit> => {
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const exit = await exited;
    clearTimeout(force);
    return exit;
  };
  return { process: child, output: () => output, exited, stop: () => end('SIGTERM'), kill9: () => end('SIGKILL') };
}

function isReady(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}

function bareEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TEST_RUN_OF_HORMESIS'];
  const own = kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { ...Object.fromEntries(own), NODE_COMPILE_CACHE: COMPILED };
}
