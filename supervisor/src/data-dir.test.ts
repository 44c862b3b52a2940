import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DATA_FORMAT, openDataDir, parseVersion, writeWhole } from './data-dir.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'hormesis-data-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const version = (content: string) => writeFileSync(path.join(root, 'version.json'), content);

test('a new data directory is marked, and accepted the next time', () => {
  openDataDir(path.join(root, 'deep/inside'));
  expect(JSON.parse(readFileSync(path.join(root, 'deep/inside/version.json'), 'utf8'))).toEqual({
    format: 1,
    postgres: 18,
  });
  expect(() => openDataDir(path.join(root, 'deep/inside'))).not.toThrow();
});

test('a data directory from a newer version is refused and left as it was', () => {
  version('{"format":2,"postgres":18}');
  expect(() => openDataDir(root)).toThrow(
    `was written by a newer version of Hormesis (its format is 2, this version knows ${DATA_FORMAT})`,
  );
  expect(readFileSync(path.join(root, 'version.json'), 'utf8')).toBe('{"format":2,"postgres":18}');
});

test('a data directory of another PostgreSQL is refused', () => {
  version('{"format":1,"postgres":19}');
  expect(() => openDataDir(root)).toThrow('was written by PostgreSQL 19, this version brings 18');
});

test.each(['', 'null', '{}', '{"format":"1","postgres":18}', '[1]'])('%j is no version', (text) => {
  expect(parseVersion(text)).toBeNull();
  version(text);
  expect(() => openDataDir(root)).toThrow('is not readable as a version');
});

test('a place that cannot be a folder is one line with the setting and the path', () => {
  const file = path.join(root, 'file');
  writeFileSync(file, '');
  expect(() => openDataDir(file)).toThrow(`HORMESIS_DATA: the data directory ${file} cannot be used`);
});

test('a place below which no folder can be made is told, not tried for ever', () => {
  expect(() => openDataDir('/proc/hormesis/data')).toThrow(
    'HORMESIS_DATA: the data directory /proc/hormesis/data cannot be used',
  );
});

test('what is written whole is for its owner alone', () => {
  const file = path.join(root, 'secret');
  writeWhole(file, 'x');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
