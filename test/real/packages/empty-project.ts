import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const apps = fileURLToPath(new URL('apps', import.meta.url));

/** The oldest Node that the packages support. */
export const NODE_20 = path.join(
  path.dirname(createRequire(import.meta.url).resolve('node20/package.json')),
  'bin/node',
);

export interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

/** A project of somebody else, far from this workspace, into which the packed packages were installed by npm. */
export interface EmptyProject {
  readonly folder: string;
  /** The packed packages by name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** Runs a program there; `node` means Node 20, for what it starts as well. */
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  remove(): void;
}

/** Builds and packs the packages and installs them; nothing of the workspace is within reach of the result. */
export async function emptyProject(): Promise<EmptyProject> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hormesis-packages-'));
  const told = await finished(process.execPath, ['scripts/build-packages.ts', path.join(folder, 'tarballs')], {
    cwd: root,
  });
  if (told.exitCode !== 0) throw new Error(`the packages could not be built:\n${told.output}`);
  const tarballs = Object.fromEntries(
    [...told.output.matchAll(/^(\S+) (\S+\.tgz)$/gm)].map(([, name = '', file = '']) => [name, file]),
  );
  cpSync(apps, folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "somebody-else", "private": true }\n');
  const project: EmptyProject = {
    folder,
    tarballs,
    run: (program, args, env = {}) =>
      finished(program, args, {
        cwd: folder,
        // The rest stays: it tells npm how to reach its registry.
        env: { ...process.env, PATH: `${path.dirname(NODE_20)}:${process.env.PATH}`, ...env },
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  // engine-strict: a dependency that does not support Node 20 fails the installation.
  const install = [
    'install',
    '--engine-strict',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    ...Object.values(tarballs),
  ];
  const installed = await project.run('npm', install);
  if (installed.exitCode !== 0) throw new Error(`npm could not install the packages:\n${installed.output}`);
  return project;
}

function finished(
  program: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, output: `${stdout}${stderr}` }),
    );
  });
}
