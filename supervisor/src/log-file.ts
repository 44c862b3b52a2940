import { existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

const KEPT = 3;

/** Moves `x.log` to `x.log.1`, that to `x.log.2` and so on; the oldest is overwritten. */
export function rotate(file: string): void {
  for (let n = KEPT; n >= 1; n -= 1) {
    const from = n === 1 ? file : `${file}.${n - 1}`;
    if (existsSync(from)) renameSync(from, `${file}.${n}`);
  }
}

/** Opens a log for a child to write to directly: what it says survives the supervisor, and a killed supervisor breaks no pipe. */
export function openLog(file: string): { readonly descriptor: number; readonly startsAt: number } {
  const descriptor = openSync(file, 'a', 0o600);
  return { descriptor, startsAt: statSync(file).size };
}

/** The last lines written since `startsAt` bytes, without empty ones. */
export function lastLines(file: string, startsAt: number, count: number): string[] {
  try {
    const text = readFileSync(file).subarray(startsAt).toString('utf8');
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-count);
  } catch {
    return [];
  }
}
