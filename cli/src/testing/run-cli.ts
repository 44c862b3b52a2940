import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/hormesis.js', import.meta.url));
/** Where nothing is stored and nobody writes, for tests that bring their own token. */
const NO_CONFIG = '/nonexistent';

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves once stderr holds the text; rejects when the process ends without it. */
  said(text: string): Promise<void>;
}

/** Starts `hormesis` as a process of its own, with pipes for a terminal and only the given settings. */
export function startCli(args: readonly string[], env: Record<string, string>, stdin = ''): RunningCli {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { PATH: process.env.PATH, TZ: 'UTC', XDG_CONFIG_HOME: NO_CONFIG, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {}).end(stdin);
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stderr.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`ended without saying ${JSON.stringify(text)}: ${stderr}`)));
      look();
    });
  return { child, finished, said };
}

/** Runs `hormesis` to its end. */
export function runCli(args: readonly string[], env: Record<string, string>, stdin = ''): Promise<Finished> {
  return startCli(args, env, stdin).finished;
}
