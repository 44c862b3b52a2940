import { type ChildProcess, type Serializable, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import path from 'node:path';
import { afterDeath, type Backoff, noDeaths } from './backoff.ts';
import { inherited } from './environment.ts';
import type { Ledger } from './ledger.ts';
import { lastLines, openLog, rotate } from './log-file.ts';
import { Problem } from './problem.ts';

export interface ChildSpec {
  readonly name: string;
  /** Absolute path of the file that Node runs. */
  readonly entry: string;
  readonly nodeArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What children share: where they log, where they are recorded, and who tells the person at the terminal. */
export interface ChildHouse {
  readonly logs: string;
  /** Where Node keeps what it has compiled: the next start takes two thirds of the time. */
  readonly compileCache: string;
  readonly ledger: Ledger;
  say(line: string): void;
}

export interface Child {
  /** The first `{type: 'ready'}` message. Rejects with a Problem that quotes the child's last lines if it dies before. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  /** Its present process; none while it waits to be started again. `ready`: that process has said so. */
  standing(): { readonly pid: number | null; readonly ready: boolean; readonly startedAtMs: number | null };
  /** Kills its present process at once, if that is `pid`; it is started again as after any death. */
  kill(pid: number): boolean;
  /** SIGTERM, SIGKILL after the grace time; resolves when it is gone and will not come back. */
  stop(): Promise<void>;
}

type State =
  | {
      readonly kind: 'running';
      readonly process: ChildProcess;
      readonly gone: Promise<void>;
      readonly startedAtMs: number;
      readonly ready: boolean;
    }
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'stopped' };

const GRACE_MS = 8_000;
const READY_TIMEOUT_MS = 60_000;

/**
 * Runs a Node process and keeps it running: once it has been ready, a death is said in one line and it is started again
 * with growing pauses. What it says beyond that is given to `answer`, and its answer sent back. It ends by itself when our IPC channel closes, so a killed supervisor leaves nobody behind.
 */
export function startChild(
  spec: ChildSpec,
  house: ChildHouse,
  answer: (message: unknown) => Serializable | null = () => null,
): Child {
  const log = path.join(house.logs, `${spec.name}.log`);
  const ready = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  // Whoever waits for `ready` hears of the rejection; a start that was given up before does not wait any more.
  ready.promise.catch(() => {});
  let state: State = { kind: 'stopped' };
  let wasReady = false;
  let backoff: Backoff = noDeaths;

  const die = (exit: string, livedMs: number, logStartsAt: number) => {
    if (state.kind === 'stopped') return;
    if (!wasReady) {
      state = { kind: 'stopped' };
      return ready.reject(new Problem(lastWords(spec.name, exit, lastLines(log, logStartsAt, 30))));
    }
    backoff = afterDeath(backoff, livedMs);
    house.say(`${spec.name} ${exit}; it is started again in ${backoff.delayMs / 1_000} s (log: ${log})`);
    state = { kind: 'waiting', timer: setTimeout(run, backoff.delayMs) };
  };

  const run = () => {
    const { descriptor, startsAt } = openLog(log);
    const startedMs = performance.now();
    const child = spawn(process.execPath, [...spec.nodeArgs, spec.entry], {
      env: { NODE_COMPILE_CACHE: house.compileCache, ...inherited(process.env), ...spec.env },
      stdio: ['ignore', descriptor, descriptor, 'ipc'],
      // A group of its own: Ctrl-C reaches the supervisor alone, which stops its children in order.
      detached: true,
    });
    closeSync(descriptor);
    const { pid } = child;
    if (pid !== undefined) house.ledger.add(spec.name, pid);
    let late = false;
    const patience = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, READY_TIMEOUT_MS);
    child.on('message', (message) => {
      if (!isReady(message)) {
        const answered = answer(message);
        if (answered !== null && child.connected) child.send(answered, () => {});
        return;
      }
      clearTimeout(patience);
      if (state.kind === 'running' && state.process === child) state = { ...state, ready: true };
      wasReady = true;
      ready.resolve(message);
    });
    const gone = new Promise<void>((resolve) => {
      const end = (how: string) => {
        const exit = late ? `was not ready after ${READY_TIMEOUT_MS / 1_000} s` : how;
        clearTimeout(patience);
        if (pid !== undefined) house.ledger.remove(pid);
        resolve();
        die(exit, performance.now() - startedMs, startsAt);
      };
      child.once('error', (error) => pid === undefined && end(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `exited with code ${code}`));
    });
    state = { kind: 'running', process: child, gone, startedAtMs: Date.now(), ready: false };
  };

  rotate(log);
  run();
  return {
    ready: ready.promise,
    standing: () =>
      state.kind === 'running'
        ? { pid: state.process.pid ?? null, ready: state.ready, startedAtMs: state.startedAtMs }
        : { pid: null, ready: false, startedAtMs: null },
    kill: (pid) => state.kind === 'running' && state.process.pid === pid && state.process.kill('SIGKILL'),
    async stop() {
      const before = state;
      state = { kind: 'stopped' };
      ready.reject(new Problem(`${spec.name} was stopped`));
      if (before.kind === 'waiting') clearTimeout(before.timer);
      if (before.kind === 'running') await end(before.process, before.gone);
    },
  };
}

async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  // A stopped process (SIGSTOP) hears it only once it goes on.
  child.kill('SIGCONT');
  const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await gone;
  clearTimeout(force);
}

/**
 * A process that gives up says why in its last line. Log lines (JSON) say too much for a terminal, and Node ends an
 * uncaught error with its stack and its version: of those the line that names the error is taken.
 */
export function lastWords(name: string, exit: string, lines: readonly string[]): string {
  const plain = lines.filter((line) => !/^(\{|\s|\}|Node\.js v)/.test(line));
  const uncaught = plain.findLast((line) => /^(Uncaught )?\w*Error\b/.test(line));
  const words = uncaught ?? plain.at(-1) ?? lines.at(-1);
  return words === undefined ? `${name} ${exit} and said nothing` : `${name} ${exit}: ${words}`;
}

function isReady(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}
