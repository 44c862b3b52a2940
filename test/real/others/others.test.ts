import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundleAgent } from '../compatibility/agent-bundle.ts';
import { copyOf, installed, type Run, run } from './program.ts';

/**
 * Software by others, as published, with its own tests, under the agent. express-http-proxy is an Express application and
 * koa-better-http-proxy one of Koa that call other services; their packages ship their tests, as Fastify ships its own.
 */
let agent: Awaited<ReturnType<typeof bundleAgent>>;
beforeAll(async () => {
  agent = await bundleAgent();
});
afterAll(() => agent.remove());

/** The tests of these packages that call httpbin.org or github.com; they fail without the internet, agent or no agent. */
const proxies = [
  { name: 'express-http-proxy', atLeast: 130, calls: /response from github|returns a Promise is able to read/ },
  {
    name: 'koa-better-http-proxy',
    atLeast: 40,
    calls: /accepts-charset|mutate the proxied request|proxies headers|proxies https|response from github|http verbs/,
  },
];

test.each(proxies)(
  '$name: its own tests pass',
  async ({ name, atLeast, calls }) => {
    const { folder, remove } = await copyOf(name);
    onTestFinished(remove);
    const mocha = path.join(await installed('mocha'), 'bin/mocha.js');
    const args = [mocha, '-R', 'json', 'test', '--recursive', '--exit', '--timeout', '20000'];
    const ended = await run(folder, [...args, '--grep', calls.source, '--invert'], agent.file, `${folder}.counts`);
    const report = JSON.parse(ended.stdout.slice(ended.stdout.indexOf('{\n  "stats"'))) as MochaReport;
    expect(report.failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`)).toEqual([]);
    expect(report.stats.passes).toBeGreaterThan(atLeast);
    expectCarried(ended);
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
  const { folder, remove } = await copyOf('fastify');
  onTestFinished(remove);
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
  expectCarried(ended);
}, 400_000);

/** The tests would pass without an agent, too: it must have been there. */
function expectCarried({ counts }: Run): void {
  const sum = (of: (each: Run['counts'][number]) => number) => counts.reduce((total, each) => total + of(each), 0);
  expect(sum(({ requests }) => requests)).toBeGreaterThan(50);
  expect(sum(({ calls }) => calls)).toBeGreaterThan(50);
  expect(counts.flatMap(({ reasons }) => reasons)).toEqual([]);
}
