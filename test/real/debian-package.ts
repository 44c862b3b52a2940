import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '../harness/until.ts';

const run = promisify(execFile);

/** Where foreign programs are kept between runs: beside the other modules, so that removing those removes these. */
export const keptFolder = (name: string): string =>
  fileURLToPath(new URL(`../../node_modules/.cache/${name}`, import.meta.url));

/** Fetches a package of Debian's once and unpacks it: nothing is installed on the machine. Gives the path of `program` in it. */
export async function debianProgram(name: string, program: string): Promise<string> {
  const kept = keptFolder(name);
  const binary = path.join(kept, program);
  if (existsSync(binary)) return binary;
  await mkdir(kept, { recursive: true });
  const download = () => run('apt-get', ['download', name], { cwd: kept, timeout: 120_000 });
  // A machine that never looked at its package lists knows no package. Another test may be looking at the same time, and
  // only one can.
  const afterUpdate = async () => {
    await run('apt-get', ['update'], { timeout: 120_000 }).catch(() => {});
    await download();
    return true;
  };
  await download().catch(() => until(`the package ${name}`, afterUpdate, 120_000));
  const file = (await readdir(kept)).find((each) => each.endsWith('.deb'));
  if (!file) throw new Error(`no package was downloaded to ${kept}`);
  await run('dpkg-deb', ['-x', file, '.'], { cwd: kept });
  return binary;
}
