import { readdirSync, readFileSync } from 'node:fs';
import { commandLine, identify, type ProcessIdentity, signal } from '@hormesis/supervisor/process-identity.ts';

/** Every process of a test run inherits this variable, however deep it was started. */
export const RUN_MARK = 'TEST_RUN_OF_HORMESIS';

/**
 * Ends what a run left behind and throws with its command lines. Without /proc nothing can be found and nothing is said.
 * The run's own workers are left out: they end a moment after us.
 */
export async function refuseLeftovers(mark: string): Promise<void> {
  const end = performance.now() + 5_000;
  let left = marked(mark);
  while (left.length > 0 && performance.now() < end) {
    await new Promise((wake) => setTimeout(wake, 50));
    left = marked(mark);
  }
  if (left.length === 0) return;
  const lines = left.map(({ pid }) => `${pid} ${commandLine(pid) ?? ''}`);
  for (const { pid } of left) signal(pid, 'SIGKILL');
  throw new Error(`the tests left ${left.length} processes running:\n${lines.join('\n')}`);
}

function marked(mark: string): ProcessIdentity[] {
  const pids = list('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  return pids.flatMap((pid) => {
    if (!environment(pid).includes(`${RUN_MARK}=${mark}`) || commandLine(pid)?.includes('vitest')) return [];
    return identify(pid) ?? [];
  });
}

function environment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
