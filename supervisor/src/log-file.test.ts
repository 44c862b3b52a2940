import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lastLines, rotate } from './log-file.ts';

test('the logs of the last three starts are kept beside the present one', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hormesis-log-'));
  const file = path.join(folder, 'api.log');
  for (const start of ['first', 'second', 'third', 'fourth', 'fifth']) {
    rotate(file);
    writeFileSync(file, start);
  }
  expect(['', '.1', '.2', '.3'].map((end) => readFileSync(file + end, 'utf8'))).toEqual([
    'fifth',
    'fourth',
    'third',
    'second',
  ]);
  expect(existsSync(`${file}.4`)).toBe(false);
  expect(lastLines(file, 2, 1)).toEqual(['fth']);
  rmSync(folder, { recursive: true });
});
