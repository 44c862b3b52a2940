import { readFileSync, writeFileSync } from 'node:fs';
import { manifests } from './packages/manifests.ts';

/**
 * Runs inside `npm version <new version>`: every package of the workspace takes the version of the root, and the API
 * reference tells it. A test fails when they differ.
 */
const [root, ...packages] = manifests();
for (const { file, manifest } of packages) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(`"version": "${manifest.version}"`, `"version": "${root?.manifest.version}"`));
}
await import('./openapi.ts');
