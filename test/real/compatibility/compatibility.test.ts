import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleAgent } from './agent-bundle.ts';
import type { Combination } from './application.ts';
import { COLUMNS } from './cells.ts';
import { type Dependency, startDependency } from './dependencies.ts';
import { REASONS } from './reasons.ts';
import { keepResult } from './result.ts';
import { inTurns } from './turns.ts';
import { type Walk, walk } from './walk.ts';

const COMBINATIONS: readonly Combination[] = ([20, 22, 24] as const).flatMap((node) =>
  (['ESM', 'CommonJS'] as const).flatMap((modules) =>
    (['absent', 'before', 'after'] as const).map((openTelemetry) => ({ node, modules, openTelemetry })),
  ),
);
/** As many processes as cores. */
const PROCESSES = 2;

const dependencies = new Map<string, Dependency>();
let walks: readonly Walk[] = [];

beforeAll(async () => {
  for (const { name } of COLUMNS) dependencies.set(name, await startDependency());
  const agent = await bundleAgent();
  try {
    walks = await inTurns(COMBINATIONS, (each) => walk(each, agent.file, dependencies), PROCESSES);
  } finally {
    await agent.remove();
  }
  keepResult({ versions: versions(), walks });
}, 900_000);
afterAll(async () => {
  for (const dependency of dependencies.values()) await dependency.close();
});

test('each client in each server with each fault passes, or has a reason in the table', () => {
  const failing = walks.flatMap(({ cells }) => cells).filter(({ problem }) => problem !== null);
  expect(failing.filter((cell) => !REASONS.some(({ covers }) => covers(cell)))).toEqual([]);
  expect(REASONS.filter(({ covers }) => !failing.some(covers)).map(({ text }) => text)).toEqual([]);
});

test('every call was counted once, and none is in flight', () => {
  expect(walks.flatMap(({ miscounted }) => miscounted)).toEqual([]);
});

test("a caller's own limits fire as against a server that really hangs, with the same error", () => {
  const measured = walks.flatMap(({ timings }) => timings);
  expect(measured.filter(({ otherError }) => otherError !== null)).toEqual([]);
  // The table tells the milliseconds; here only that a limit fires at all, on a machine that does other things too.
  expect(measured.filter(({ realMs, injectedMs }) => Math.abs(realMs - injectedMs) > 2_000)).toEqual([]);
});

function versions(): Record<string, string> {
  const { dependencies: declared } = createRequire(import.meta.url)('../../package.json') as {
    dependencies: Record<string, string>;
  };
  const wanted = /^(node2[02]|axios|express|fastify|got(14)?|koa|node-fetch|undici7?|@opentelemetry\/.*)$/;
  const named = Object.entries(declared).filter(([name]) => wanted.test(name));
  return { node24: process.versions.node, ...Object.fromEntries(named) };
}
