import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { manifests } from '../scripts/packages/manifests.ts';

const all = manifests();
const published = all.filter(({ manifest }) => !manifest.private);
const named = published.map((each) => [each.manifest.name, each] as const);

test('there is one version, and npm version sets it everywhere', () => {
  expect(all.length).toBeGreaterThan(8);
  const [root] = all;
  for (const { file, manifest } of all) expect(manifest.version, file).toBe(root?.manifest.version);
});

test('what is published is the agent, the contract and the command; everything else stays private', () => {
  expect(published.map(({ manifest }) => manifest.name).sort()).toEqual([
    '@hormesis/contract',
    '@hormesis/node',
    'hormesis',
  ]);
});

test.each(named)(
  '%s needs nothing that is not published, runs on Node 20 and tells how to use it',
  (_name, { file, manifest }) => {
    expect(manifest.engines?.node).toBe('>=20');
    expect(existsSync(path.join(path.dirname(file), 'README.md'))).toBe(true);
    for (const [dependency, range] of Object.entries(manifest.dependencies ?? {})) {
      expect(range, `${dependency}: a range, so that it is shared with others who need it`).toMatch(/^\^\d/);
    }
  },
);
