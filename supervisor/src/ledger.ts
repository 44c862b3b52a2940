import { readFileSync, rmSync } from 'node:fs';
import { writeWhole } from './data-dir.ts';
import { identify, isAlive, type ProcessIdentity, signal, waitUntilGone } from './process-identity.ts';

/** The children of this data directory's supervisor, on disk: who comes after a killed supervisor can end them. */
export interface Ledger {
  add(name: string, pid: number): void;
  remove(pid: number): void;
  /** Ends every recorded child at once, without waiting. */
  killAll(): void;
}

interface Entry extends ProcessIdentity {
  readonly name: string;
}

const GRACE_MS = 4_000;

export function openLedger(file: string): Ledger {
  let entries: Entry[] = [];
  const save = () => writeWhole(file, JSON.stringify(entries));
  return {
    add(name, pid) {
      const identity = identify(pid);
      if (identity === null) return;
      entries = [...entries, { name, ...identity }];
      save();
    },
    remove(pid) {
      entries = entries.filter((entry) => entry.pid !== pid);
      save();
    },
    killAll() {
      for (const entry of entries) if (isAlive(entry)) signal(entry.pid, 'SIGKILL');
    },
  };
}

/** Ends what a predecessor left running and forgets it; returns the names. */
export async function endLeftovers(file: string): Promise<string[]> {
  const left = readEntries(file).filter(isAlive);
  for (const entry of left) {
    signal(entry.pid, 'SIGTERM');
    // A stopped process (SIGSTOP) hears it only once it goes on.
    signal(entry.pid, 'SIGCONT');
  }
  await Promise.all(
    left.map(async (entry) => {
      if (await waitUntilGone(entry, GRACE_MS)) return;
      signal(entry.pid, 'SIGKILL');
      await waitUntilGone(entry, GRACE_MS);
    }),
  );
  rmSync(file, { force: true });
  return left.map((entry) => entry.name);
}

function readEntries(file: string): Entry[] {
  try {
    const entries: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(entries) ? entries : [];
  } catch {
    return [];
  }
}
