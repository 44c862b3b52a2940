import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inherited } from './environment.ts';
import { Problem } from './problem.ts';

export interface OneRun {
  readonly name: string;
  readonly entry: string;
  readonly nodeArgs: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a Node program to its end. Throws a Problem with the gist of what it said when it fails; an abort ends it. */
export async function runOnce(spec: OneRun, signal: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [...spec.nodeArgs, spec.entry, ...(spec.args ?? [])], {
      env: { ...inherited(process.env), ...spec.env },
      cwd: spec.cwd,
      signal,
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new Problem(`${spec.name} failed: ${gist(saidBy(cause))}`, { cause });
  }
}

/** The first lines that are not a stack: tools tell what is wrong before they tell where in them it was noticed. */
export function gist(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !/^(at |[{}])/.test(line))
    .slice(0, 4)
    .join(' | ');
}

function saidBy(error: unknown): string {
  const stream = (name: 'stderr' | 'stdout') =>
    error instanceof Error && name in error ? String(error[name as keyof Error]).trim() : '';
  return stream('stderr') || stream('stdout') || String(error);
}
