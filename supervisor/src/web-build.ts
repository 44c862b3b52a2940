import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Lock, takeLock } from './lock.ts';
import { Problem } from './problem.ts';
import { runOnce } from './run-once.ts';

/** What the built page is made from, relative to the repository. */
const SOURCES = ['web', 'contract', 'pnpm-lock.yaml'];
const NOT_SOURCES = new Set(['node_modules', 'dist']);
const STAMP = '.built-from';
const LOCK = '.page.lock';
/** Somebody else builds: looked at again after so long, milliseconds. */
const LOOK_MS = 50;

interface Build {
  readonly repository: string;
  readonly signal: AbortSignal;
}

/**
 * Builds the web page into `web/dist` unless its sources are those of the last build. An abort leaves the last build as it
 * was. One process builds at a time: a page that is being served must not go away for another of the same sources.
 */
export async function buildPage(repository: string, signal: AbortSignal): Promise<'built' | 'current'> {
  const dist = path.join(repository, 'web/dist');
  const hash = hashOf(SOURCES.map((source) => path.join(repository, source)));
  if (readStamp(dist) === hash) return 'current';
  const lock = await takeTurn(path.join(repository, 'web/node_modules', LOCK), signal);
  try {
    if (readStamp(dist) === hash) return 'current';
    await buildInto(dist, hash, { repository, signal });
    return 'built';
  } finally {
    lock.release();
  }
}

async function takeTurn(file: string, signal: AbortSignal): Promise<Lock> {
  for (;;) {
    try {
      return takeLock(file);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await pause(LOOK_MS, undefined, { signal });
    }
  }
}

async function buildInto(dist: string, hash: string, { repository, signal }: Build): Promise<void> {
  const beside = mkdtempSync(path.join(repository, 'web/node_modules/.page-'));
  try {
    await runOnce(viteBuild(repository, beside), signal);
    writeFileSync(path.join(beside, STAMP), hash);
    rmSync(dist, { recursive: true, force: true });
    renameSync(beside, dist);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

function viteBuild(repository: string, outDir: string) {
  return {
    name: 'the build of the web page',
    entry: path.join(repository, 'web/node_modules/vite/bin/vite.js'),
    nodeArgs: [],
    args: ['build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'],
    env: { NODE_ENV: 'production' },
    cwd: path.join(repository, 'web'),
  };
}

function readStamp(dist: string): string | null {
  const file = path.join(dist, STAMP);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** One hash over the names and contents of files; folders are walked in the order of their names. */
export function hashOf(places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const place of places) addTo(hash, place, path.basename(place));
  return hash.digest('hex');
}

function addTo(hash: ReturnType<typeof createHash>, place: string, name: string): void {
  const children = list(place);
  if (children === null) {
    hash.update(`${name}\0`).update(readFileSync(place)).update('\0');
    return;
  }
  for (const child of children) addTo(hash, path.join(place, child), `${name}/${child}`);
}

/** Names in a folder, sorted; null for a file. */
function list(place: string): string[] | null {
  try {
    return readdirSync(place)
      .filter((name) => !NOT_SOURCES.has(name))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null;
    throw error;
  }
}
