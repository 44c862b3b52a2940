import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder whose `node_modules` has the programs and what their tests need. */
const OTHERS = fileURLToPath(new URL('../../others', import.meta.url));
const NODE = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));

export const installed = (name: string): Promise<string> => realpath(path.join(OTHERS, 'node_modules', name));

export interface Copy {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * The package as it was published, where its tests find the versions it was written for: its own dependencies first,
 * then those that only its tests need.
 */
export async function copyOf(name: string): Promise<Copy> {
  const source = await installed(name);
  const work = await mkdtemp(path.join(OTHERS, '.work-'));
  const folder = path.join(work, name);
  await cp(source, folder, { recursive: true });
  await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
  await symlink(path.dirname(source), path.join(folder, 'node_modules'));
  return { folder, remove: () => rm(work, { recursive: true }) };
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the agent counted, for each process that ended by itself. */
  readonly counts: readonly { calls: number; requests: number; reasons: string[]; inFlight: number }[];
}

/**
 * Runs a program's tests under the agent: every request belongs to an experiment, every call on this machine is one to a
 * dependency and carries our member, and nothing is failed. Without an agent file: as they are.
 */
export async function run(
  folder: string,
  args: readonly string[],
  agentFile: string,
  countsFile: string,
): Promise<Run> {
  const environment = {
    NODE_OPTIONS: `--import ${agentFile}`,
    TEST_COUNTS: countsFile,
    TEST_CONTEXT_HEADER: 'host',
    TEST_DEPENDENCIES: 'neighbour=127.0.0.1,local=localhost',
  };
  const ended = await new Promise<Omit<Run, 'counts'>>((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH, ...environment }, maxBuffer: 64 * 1024 * 1024 };
    execFile(NODE, [...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
  const told = await readFile(countsFile, 'utf8').catch(() => '');
  return {
    ...ended,
    counts: told
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}
