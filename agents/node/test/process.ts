import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A file of this folder. */
export const testFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface App {
  /** The first line of its output, as JSON. */
  readonly told: unknown;
  readonly stderr: () => string;
  stop(): Promise<void>;
}

/** Starts `node` with the given arguments and waits for its first line. */
export async function startApp(args: readonly string[], environment: Record<string, string>): Promise<App> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const told = await firstLine(child, () => stderr);
  return {
    told,
    stderr: () => stderr,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

function firstLine(child: ChildProcess, stderr: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end !== -1) resolve(JSON.parse(text.slice(0, end)));
    });
    child.on('close', (code) => reject(new Error(`ended with ${code} before it said anything: ${stderr()}`)));
  });
}

/** `--import` or `--require`, by the kind of file. */
export function preload(file: string): string[] {
  return [file.endsWith('.cjs') ? '--require' : '--import', file];
}
