import { readFileSync, writeFileSync } from 'node:fs';
import { manifests } from './packages/manifests.ts';

/**
 * Runs inside `npm version <new version>`: every package of the workspace takes the version of the root, as does the guide to
 * pipelines, and the API reference tells it. A test fails when they differ.
 */
const [root, ...packages] = manifests();
for (const { file, manifest } of packages) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(`"version": "${manifest.version}"`, `"version": "${root?.manifest.version}"`));
}
const version = root?.manifest.version ?? '';
for (const file of ['../docs/guide/pipelines.md']) {
  const url = new URL(file, import.meta.url);
  const text = readFileSync(url, 'utf8');
  writeFileSync(url, text.replaceAll(/(hormesis@v?)\d+\.\d+\.\d+[\w.-]*/g, `$1${version}`));
}
await import('./openapi.ts');
