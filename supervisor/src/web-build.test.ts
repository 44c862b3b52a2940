import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gist } from './run-once.ts';
import { hashOf } from './web-build.ts';

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

test('a failed build is told without its stack', () => {
  const output =
    'error during build:\n[UNRESOLVED] cannot find ./main.tsx\n    at async CAC.run (cli.js:789:3) {\n  errors: 1\n}';
  expect(gist(output)).toBe('error during build: | [UNRESOLVED] cannot find ./main.tsx | errors: 1');
});
