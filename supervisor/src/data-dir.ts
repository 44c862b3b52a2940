import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, Problem } from './problem.ts';

/** Raise it when what lies in the data directory changes so that an older Hormesis would misread it. */
export const DATA_FORMAT = 1;
export const POSTGRES_MAJOR = 18;

export interface DataDir {
  readonly root: string;
  readonly postgres: string;
  readonly postgresSecret: string;
  readonly lock: string;
  readonly children: string;
  readonly logs: string;
  readonly compileCache: string;
}

export interface DataVersion {
  readonly format: number;
  readonly postgres: number;
}

/** Makes the data directory, or refuses one that cannot be written or was written by a newer version. */
export function openDataDir(root: string): DataDir {
  // Others may pass through and list nothing: under root, PostgreSQL runs as another user in a folder of its own.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  try {
    makeFolder(path.join(root, 'logs'), mode);
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
    checkVersion(root);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem(`HORMESIS_DATA: the data directory ${root} cannot be used: ${describe(cause)}`, { cause });
  }
  const inside = (name: string) => path.join(root, name);
  return {
    root,
    postgres: inside('postgres'),
    postgresSecret: inside('postgres.secret'),
    lock: inside('lock.json'),
    children: inside('children.json'),
    logs: inside('logs'),
    compileCache: inside('compile-cache'),
  };
}

/** Folder by folder: where none can be made, below /proc, the `recursive` of `mkdirSync` tries for ever. */
function makeFolder(folder: string, mode: number): void {
  if (!existsSync(folder)) makeFolder(path.dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Also when another one made it at this moment.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function checkVersion(root: string): void {
  const file = path.join(root, 'version.json');
  if (existsSync(file)) refuseForeign(root, parseVersion(readFileSync(file, 'utf8')));
  else writeWhole(file, JSON.stringify({ format: DATA_FORMAT, postgres: POSTGRES_MAJOR } satisfies DataVersion));
}

/** Null when it is not what any version of ours writes. */
export function parseVersion(text: string): DataVersion | null {
  try {
    const { format, postgres } = JSON.parse(text);
    return Number.isInteger(format) && Number.isInteger(postgres) ? { format, postgres } : null;
  } catch {
    return null;
  }
}

function refuseForeign(root: string, found: DataVersion | null): void {
  const way = 'start that version, or set HORMESIS_DATA to another folder';
  if (found === null)
    throw new Problem(`HORMESIS_DATA: ${path.join(root, 'version.json')} is not readable as a version`);
  if (found.format > DATA_FORMAT) {
    const formats = `its format is ${found.format}, this version knows ${DATA_FORMAT}`;
    throw new Problem(`HORMESIS_DATA: ${root} was written by a newer version of Hormesis (${formats}): ${way}`);
  }
  if (found.postgres !== POSTGRES_MAJOR) {
    const majors = `PostgreSQL ${found.postgres}, this version brings ${POSTGRES_MAJOR}`;
    throw new Problem(`HORMESIS_DATA: ${root} was written by ${majors}: ${way}`);
  }
}

/** Writes a file so that a reader, or a crash, sees the old content or the new, and nobody else may read it. */
export function writeWhole(file: string, content: string): void {
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, file);
}
