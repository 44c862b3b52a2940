import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeWhole } from './data-dir.ts';
import { Problem } from './problem.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

interface Holder extends ProcessIdentity {
  /** Null until the control plane listens. */
  readonly url: string | null;
}

export interface Lock {
  /** Leaves the address for whoever asks for this data directory next. */
  publish(url: string): void;
  release(): void;
}

/**
 * Takes a data directory for this process. A lock whose process is dead is no lock.
 * Throws a Problem with the address of the Hormesis that holds it.
 */
export function takeLock(file: string): Lock {
  const me = identify(process.pid);
  if (me === null) throw new Error('this process cannot be identified');
  const write = (url: string | null) => writeWhole(file, JSON.stringify({ ...me, url } satisfies Holder));
  while (!linkNew(file, { ...me, url: null })) removeIfDead(file);
  return {
    publish: write,
    release: () => {
      if (readHolder(file)?.pid === me.pid) rmSync(file, { force: true });
    },
  };
}

/** Creating by link is atomic and never shows a half-written lock. False when there is one already. */
function linkNew(file: string, holder: Holder): boolean {
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(beside, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

/**
 * Two starters may find the same dead lock, and the slower one must not remove the lock of the faster one: so it is
 * moved aside first, looked at again, and put back when it turns out to be alive.
 */
function removeIfDead(file: string): void {
  refuseLiving(readHolder(file));
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  try {
    if (moved !== null && isAlive(moved)) linkSync(aside, file);
    refuseLiving(moved);
  } finally {
    rmSync(aside, { force: true });
  }
}

function refuseLiving(holder: Holder | null): void {
  if (holder === null || !isAlive(holder)) return;
  const where = holder.url === null ? 'is starting' : `runs at ${holder.url}`;
  throw new Problem(
    `another Hormesis with this data directory ${where} (process ${holder.pid}): use that one, stop it, or set HORMESIS_DATA`,
  );
}

function readHolder(file: string): Holder | null {
  try {
    const { pid, startedAt, url } = JSON.parse(readFileSync(file, 'utf8'));
    return { pid, startedAt, url: typeof url === 'string' ? url : null };
  } catch {
    return null;
  }
}
