import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ForeignProject {
  readonly folder: string;
  remove(): Promise<void>;
}

const ROOT_MANIFEST = new URL('../../package.json', import.meta.url);

/**
 * A copy of a folder with a manifest and a lockfile of its own, far from this workspace, with its dependencies installed.
 * These are no part of the workspace: nobody who runs Hormesis should have to install other people's applications.
 */
export async function installProject(source: string): Promise<ForeignProject> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'hormesis-foreign-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(source, folder, { recursive: true });
    const { packageManager } = JSON.parse(await readFile(ROOT_MANIFEST, 'utf8')) as { packageManager: string };
    await finish(folder, 'npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--prefer-offline']);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}

/** Runs a program to its end in the environment of this process, which tells it how to reach the registry; rejects with its output when it fails. */
export function finish(
  cwd: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}:\n${stdout}${stderr}`));
      else resolve();
    });
  });
}
