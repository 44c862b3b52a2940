import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleAgent } from '../compatibility/agent-bundle.ts';
import type { ForeignProject } from '../foreign-project.ts';
import { copyOf, installed, installOthers, type Run, run } from './program.ts';

/**
 * Software by others, as published, with its own tests, under the agent. express-http-proxy is an Express application and
 * koa-better-http-proxy one of Koa that call other services, and LoopBack's todo list is an application on Express; their packages
 * ship their tests, as Fastify ships its own.
 */
let agent: Awaited<ReturnType<typeof bundleAgent>>;
let others: ForeignProject;
beforeAll(async () => {
  others = await installOthers();
  agent = await bundleAgent();
}, 400_000);
afterAll(async () => {
  await agent?.remove();
  await others?.remove();
});

interface Program {
  readonly name: string;
  /** Where its tests are. */
  readonly tests: string;
  readonly atLeast: { readonly passes: number; readonly requests: number };
  /** Tests that call httpbin.org or github.com: they fail without the internet, agent or no agent. */
  readonly calling?: RegExp;
}

const programs: readonly Program[] = [
  {
    name: 'express-http-proxy',
    tests: 'test',
    atLeast: { passes: 130, requests: 50 },
    calling: /response from github|returns a Promise is able to read/,
  },
  {
    name: 'koa-better-http-proxy',
    tests: 'test',
    atLeast: { passes: 40, requests: 50 },
    calling: /accepts-charset|mutate the proxied request|proxies headers|proxies https|response from github|http verbs/,
  },
  { name: '@loopback/example-todo', tests: 'dist/__tests__', atLeast: { passes: 25, requests: 20 } },
];

test.each(programs)(
  '$name: its own tests pass',
  async ({ name, tests, atLeast, calling }) => {
    const folder = await copyOf(others, name);
    const mocha = path.join(await installed(others, 'mocha'), 'bin/mocha.js');
    const args = [mocha, '-R', 'json', tests, '--recursive', '--exit', '--timeout', '20000'];
    const left = calling ? ['--grep', calling.source, '--invert'] : [];
    const ended = await run(folder, [...args, ...left], agent.file, `${folder}.counts`);
    const report = JSON.parse(ended.stdout.slice(ended.stdout.indexOf('{\n  "stats"'))) as MochaReport;
    expect(report.failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`)).toEqual([]);
    expect(report.stats.passes).toBeGreaterThanOrEqual(atLeast.passes);
    expectCarried(ended, atLeast.requests);
  },
  300_000,
);

interface MochaReport {
  readonly stats: { readonly passes: number };
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message: string } }[];
}

/** Those that talk over connections; schemas, loggers and plugins never meet the agent. `stream.4` needs JSONStream. */
const OF_FASTIFY =
  /^(404s|500s|als|async-await|client-timeout|hooks|keep-alive-timeout|reply-trailers|request-timeout|stream\.[1-35]|upgrade)\.test\.js$/;

test('Fastify: its own tests of requests, streams, upgrades, HTTP/2 and HTTPS pass', async () => {
  const folder = await copyOf(others, 'fastify');
  const files = ['.', 'http2', 'https', 'diagnostics-channel'].flatMap((part) =>
    readdirSync(path.join(folder, 'test', part))
      .filter((file) => (part === '.' ? OF_FASTIFY.test(file) : file.endsWith('.test.js')))
      .map((file) => path.join('test', part, file)),
  );
  const args = ['--test', '--test-reporter=tap', '--test-concurrency=2', ...files];
  const ended = await run(folder, args, agent.file, `${folder}.counts`);
  expect(ended.stdout.split('\n').filter((line) => /^\s*not ok/.test(line))).toEqual([]);
  expect(ended.code).toBe(0);
  expect(Number(/^# pass (\d+)$/m.exec(ended.stdout)?.[1])).toBeGreaterThan(300);
  expectCarried(ended, 50);
}, 400_000);

/** The tests would pass without an agent, too: it must have been there. */
function expectCarried({ counts }: Run, atLeast: number): void {
  const sum = (of: (each: Run['counts'][number]) => number) => counts.reduce((total, each) => total + of(each), 0);
  expect(sum(({ requests }) => requests)).toBeGreaterThanOrEqual(atLeast);
  expect(sum(({ calls }) => calls)).toBeGreaterThanOrEqual(atLeast);
  expect(counts.flatMap(({ reasons }) => reasons)).toEqual([]);
}
