import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gist } from './run-once.ts';
import { buildPage, hashOf } from './web-build.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hormesis-page-'));
  write('src/page.tsx', 'one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

test('the page is built again when a source changes, is renamed or is new', () => {
  const seen = new Set([hashOf([folder])]);
  write('src/page.tsx', 'two');
  seen.add(hashOf([folder]));
  rmSync(path.join(folder, 'src/page.tsx'));
  write('src/site.tsx', 'two');
  seen.add(hashOf([folder]));
  write('src/more.tsx', '');
  seen.add(hashOf([folder]));
  expect(seen.size).toBe(4);
});

test('what was installed or built is not a source', () => {
  const before = hashOf([folder]);
  write('node_modules/react/index.js', 'x');
  write('dist/index.html', 'x');
  expect(hashOf([folder])).toBe(before);
});

/** Stands for the tool that builds: slow, and it notes each time it is called. */
const TOOL = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync('node_modules/calls', 'built\\n');
const outDir = process.argv[process.argv.indexOf('--outDir') + 1];
setTimeout(() => { mkdirSync(outDir, { recursive: true }); writeFileSync(outDir + '/index.html', 'page'); }, 300);
`;

test('who asks for the page while it is being built waits for it, and does not build it again', async () => {
  write('web/node_modules/vite/bin/vite.js', TOOL);
  write('web/src/main.tsx', 'one');
  write('contract/a.ts', '');
  write('pnpm-lock.yaml', '');
  const signal = AbortSignal.timeout(20_000);
  const both = await Promise.all([buildPage(folder, signal), buildPage(folder, signal)]);
  expect(both.sort()).toEqual(['built', 'current']);
  expect(readFileSync(path.join(folder, 'web/node_modules/calls'), 'utf8')).toBe('built\n');
  expect(await buildPage(folder, signal)).toBe('current');
  write('web/src/main.tsx', 'two');
  expect(await buildPage(folder, signal)).toBe('built');
});

test('a failed build is told without its stack', () => {
  const output =
    'error during build:\n[UNRESOLVED] cannot find ./main.tsx\n    at async CAC.run (cli.js:789:3) {\n  errors: 1\n}';
  expect(gist(output)).toBe('error during build: | [UNRESOLVED] cannot find ./main.tsx | errors: 1');
});
