import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folders of what is published. */
const published = ['contract', 'agents/node', 'cli'];

/**
 * Packs every published package into `folder` as the registry would get it, and gives the tarballs' paths by package
 * name. pnpm does it, because it puts `publishConfig` in place of what the workspace uses.
 */
export async function packPackages(folder: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const { packageManager }: { packageManager: string } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const chosen = published.flatMap((each) => ['--filter', `./${each}`]);
  const args = ['--yes', packageManager, ...chosen, '-r', 'pack', '--json', '--pack-destination', folder];
  const options = { cwd: root, shell: process.platform === 'win32', maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)('npx', args, options);
  const packed: { name: string; filename: string }[] = JSON.parse(stdout);
  return Object.fromEntries(packed.map(({ name, filename }) => [name, path.resolve(folder, filename)]));
}
