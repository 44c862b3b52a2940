import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ForeignProject, installProject } from '../foreign-project.ts';

const SOURCE = fileURLToPath(new URL('../../others', import.meta.url));
const NODE = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));

/** The programs, and what only their tests need, installed from the manifest in `test/others`. */
export const installOthers = (): Promise<ForeignProject> => installProject(SOURCE);

export const installed = ({ folder }: ForeignProject, name: string): Promise<string> =>
  realpath(path.join(folder, 'node_modules', name));

/**
 * A copy of the package as it was published, where its tests find the versions it was written for: its own dependencies
 * first, then those that only its tests need. It goes with the project.
 */
export async function copyOf(others: ForeignProject, name: string): Promise<string> {
  const source = await installed(others, name);
  const folder = path.join(await mkdtemp(path.join(others.folder, 'work-')), path.basename(name));
  await cp(source, folder, { recursive: true });
  await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
  await symlink(source.slice(0, -name.length), path.join(folder, 'node_modules'));
  return folder;
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
