import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** As much of a package.json as the workspace's own rules look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: true;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Every package.json of the workspace, the root's first. */
export function manifests(): { readonly file: string; readonly manifest: Manifest }[] {
  const files = ['package.json', ...globSync(['*/package.json', 'agents/*/package.json'], { cwd: root }).sort()];
  return files
    .filter((file) => !file.startsWith('node_modules'))
    .map((each) => path.join(root, each))
    .map((file) => ({ file, manifest: JSON.parse(readFileSync(file, 'utf8')) }));
}
