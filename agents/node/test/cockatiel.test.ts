import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { preload, startApp, testFile } from './process.ts';

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A folder of its own for the story, where `cockatiel` is the version asked for. */
async function appWith(version: 'cockatiel' | 'cockatiel4', file: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hormesis-cockatiel-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'node_modules'));
  await symlink(testFile(`../node_modules/${version}`), join(folder, 'node_modules', 'cockatiel'));
  for (const each of [file, 'policies-story.cjs']) await cp(testFile(`apps/${each}`), join(folder, each));
  return join(folder, file);
}

const RATINGS = 'api>http:ratings';

test.each([
  ['cockatiel', 'policies.cjs', []],
  ['cockatiel', 'policies.mjs', []],
  ['cockatiel', 'policies.mjs', preload(testFile('apps/otel.mjs'))],
  ['cockatiel4', 'policies.cjs', []],
  ['cockatiel4', 'policies.mjs', []],
] as const)('%s in %s after %j: every policy is heard, and what it hides is known', async (version, file, others) => {
  const app = await startApp([...preload(testFile('scripted-register.ts')), ...others, await appWith(version, file)], {
    TEST_DEPENDENCIES: `ratings=127.0.0.1:${await freePort()}`,
  });
  await app.stop();
  expect(app.told).toEqual({
    reasons: [],
    inFlight: 0,
    told: [
      ['fallback', [`fallback ${RATINGS}`], ['fallback']],
      ['nothing to hide', [], []],
      ['retry', [], ['retry']],
      ['timeout', [`timed_out ${RATINGS}`, `fallback ${RATINGS}`], ['fallback']],
      ['bulkhead', [`rejected ${RATINGS}`, `fallback ${RATINGS}`], []],
      ['opens', [`opened ${RATINGS}`, `fallback ${RATINGS}`], ['fallback']],
      ['is open', [`rejected ${RATINGS}`, `fallback ${RATINGS}`], []],
      ['is open for everybody', [`rejected ${RATINGS}`, `fallback ${RATINGS}`], []],
    ],
  });
});
